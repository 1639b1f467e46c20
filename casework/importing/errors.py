"""Why an import was not done."""


class ImportRefused(Exception):
    """Nothing was written; the message says why, without values of the record."""
