"""Code lists of the record: what a field may hold, in four languages, with the source of every row."""
