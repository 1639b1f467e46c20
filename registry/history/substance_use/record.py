"""The declarations of days of use, and of counts over a window, as kinds of record."""

from flask_babel import lazy_gettext as _l

from registry.access.permissions import Permission
from registry.history.fact import known_from
from registry.history.substance_use.models import UseDay, UseReport
from registry.history.substance_use.schemas import UseDaysSchema, UseReportSchema
from registry.history.substance_use.services import amend_use_day, record_use_days
from registry.records.kinds import RecordKind, Step
from registry.records.register import Register

use_days = Register(UseDay, Permission.HISTORY_WRITE, lambda row: (row.used_on, row.id))
use_reports = Register(UseReport, Permission.HISTORY_WRITE, lambda row: (row.ended_on, row.id))

USE_DAY = RecordKind(
    name="use_day",
    plural="use-days",
    title=_l("Days of use"),
    new_title=_l("Add days of use"),
    schema=UseDaysSchema,
    write=Permission.HISTORY_WRITE,
    create=record_use_days,
    change=amend_use_day,
    fetch=use_days.find,
    listing=use_days.listed,
    prefill=known_from("PATIENT"),
    check_page=False,
    steps=(Step("days", _l("Days of use"), ("substance", "month", "days", "amount", "source")),),
)

USE_REPORT = RecordKind(
    name="use_report",
    plural="use-reports",
    title=_l("Use over a period"),
    new_title=_l("Add use over a period"),
    schema=UseReportSchema,
    write=Permission.HISTORY_WRITE,
    create=use_reports.record,
    change=use_reports.amend,
    fetch=use_reports.find,
    listing=use_reports.listed,
    prefill=known_from("PATIENT"),
    check_page=False,
    steps=(Step("use", _l("Use over a period"), ("substance", "days", "window_days", "ended_on", "source")),),
)
