"""Visits, kept or missed."""
