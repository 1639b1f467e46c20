"""Importing a CTN-0094 data set: people of two treatment trials, day by day."""
