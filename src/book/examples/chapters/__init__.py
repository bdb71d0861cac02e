"""Small examples, each of one chapter."""
