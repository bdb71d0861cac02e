"""The checks of the claims, a module for each source; a check is named as its claim is."""
