"""The API of Puente: the kinds of record of all packages under /api/v1, for programs that hold a token."""
