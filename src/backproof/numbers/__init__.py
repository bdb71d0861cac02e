"""The independent witness: numeric derivatives of the very code, at points that tell."""
