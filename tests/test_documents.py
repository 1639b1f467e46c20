"""Generated documents and translations are those of today's program."""

from casework.app.documents import stale
from casework.app.translations import faults


def test_generated_documents_are_current():
    assert stale() == []


def test_translations_are_whole():
    assert list(faults()) == []
