"""Daily doses that were taken."""
