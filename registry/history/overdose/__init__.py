"""Overdoses, fatal or not."""
