"""What checking and proving gradients costs and finds."""
