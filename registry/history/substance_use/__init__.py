"""Days of use, as the person says: calendar days, and counts over a window."""
