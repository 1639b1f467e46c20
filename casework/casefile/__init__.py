"""The case file: one person at a glance, and everything about them a step away."""
