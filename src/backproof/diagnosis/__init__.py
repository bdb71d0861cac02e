"""Which line is wrong, and what would mend it: edits of the code, tried on numbers."""
