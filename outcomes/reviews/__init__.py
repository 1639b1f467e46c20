"""Outcome reviews: the same items at the start, on the way, at the exit and after, and the change between them."""
