"""What is asked: how people hold a backward pass, its shapes, and how inputs are drawn."""
