"""What was computed once is kept under .cache, until something that it depends on changes."""
