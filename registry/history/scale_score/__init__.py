"""Scores of withdrawal and other short scales."""
