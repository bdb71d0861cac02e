"""What a page may print: equations, numbers, claims, mistakes, theorems, exercises."""
