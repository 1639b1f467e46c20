"""What is due, in words: short on the list, a sentence on the case file."""

from flask_babel import format_date
from flask_babel import gettext as _

from casework.caseload.due import Due, Need


def need_words(due: Due) -> str:
    """For a line of several."""
    day = format_date(due.since, "medium")
    words = {
        Need.CLOSE_ADMINISTRATIVELY: _("no contact for six months: close?"),
        Need.REVIEW_DUE: _("review due since %(day)s", day=day),
        Need.NO_CONTACT: _("no contact since %(day)s", day=day),
        Need.INTAKE_MISSING: _("intake missing"),
        Need.WAITING: _("waiting since %(day)s", day=day),
    }
    return str(words[due.need])


def need_sentence(due: Due) -> str:
    """By itself."""
    day = format_date(due.since, "medium")
    words = {
        Need.CLOSE_ADMINISTRATIVELY: _("Six months without contact on %(day)s: close the episode?", day=day),
        Need.REVIEW_DUE: _("Review due since %(day)s", day=day),
        Need.NO_CONTACT: _("No contact since %(day)s", day=day),
        Need.INTAKE_MISSING: _("The intake has not been recorded"),
        Need.WAITING: _("Waiting since %(day)s", day=day),
    }
    return str(words[due.need])
