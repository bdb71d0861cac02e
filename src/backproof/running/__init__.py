"""The user's code while it runs on symbols: what it reaches, and what is put in NumPy's place."""
