"""Prescribed medicines."""
