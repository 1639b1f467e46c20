"""Template filters: dates in the reader's manner, codes in words."""

from datetime import date, datetime

from flask import Flask
from flask_babel import format_date, format_datetime, get_locale
from flask_babel import gettext as _

from registry.answers import Missing
from registry.codes.lists import code_list
from registry.diagnoses.catalogue import title_of
from registry.diagnoses.models import Diagnosis
from registry.web.charts import sparkline
from registry.web.messages import missing_label


def long_day(day: date) -> str:
    """Weekday and day: `martes, 24 de noviembre`."""
    return str(format_date(day, "EEEE, d MMMM" if get_locale().language in {"en", "fr"} else "EEEE, d 'de' MMMM"))


def short_day(day: date) -> str:
    """A date as short as it can be understood."""
    return str(format_date(day, "medium"))


def moment(at: datetime) -> str:
    """Date and time."""
    return str(format_datetime(at, "short"))


def code_label(code: object, list_name: str) -> str:
    """The label of a code; a missing answer's reason; nothing for nothing."""
    if code is None:
        return ""
    if isinstance(code, Missing):
        return missing_label(code)
    found = code_list(list_name)
    return found.label(str(code), get_locale().language) if str(code) in found else str(code)


def diagnosis_words(diagnosis: Diagnosis) -> str:
    """Code and title in the reader's language, or the title that was typed."""
    title = title_of(diagnosis.code_system, diagnosis.code, get_locale().language) or diagnosis.title
    return f"{diagnosis.code} {title}" if title else _("%(code)s (no title)", code=diagnosis.code)


def install_filters(app: Flask) -> None:
    """Register the filters."""
    for filter_ in (long_day, short_day, moment, code_label, diagnosis_words):
        app.jinja_env.filters[filter_.__name__] = filter_
    app.jinja_env.globals["sparkline"] = sparkline
