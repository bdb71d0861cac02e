"""The normal form of entries, and the decision whether one is zero; it stands on nothing."""
