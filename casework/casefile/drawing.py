"""The timeline's lanes, out of the facts of a case file, in the reader's words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain
from typing import Any

from flask_babel import gettext as _

from casework.casefile.care import Stay
from casework.casefile.words import code_words
from registry.answers import Missing
from registry.history.timeline import DoseTaken, SpecimenTested, TimelineFacts
from registry.web.charts import (
    BarLane,
    Chart,
    Lane,
    Mark,
    MarkLane,
    Span,
    SpanLane,
    Step,
    StepLane,
    WeekValue,
    timeline,
)

SHORTEST = timedelta(days=28)
A_DOSE_LASTS = timedelta(days=7)
DEPOT_LASTS = timedelta(days=35)
DEPOT = "BUP_DEPOT"


class Filter(StrEnum):
    """What the timeline shows."""

    ALL = "all"
    TREATMENT = "treatment"
    TESTS = "tests"
    CONTACTS = "contacts"


def draw(facts: TimelineFacts, stays: Sequence[Stay], *, shown: Filter, language: str, today: date) -> Chart | None:
    """The timeline from the first fact to today, or to the last when it all is over; None when there is nothing."""
    lanes = _lanes(facts, stays, shown, language, today)
    if not lanes:
        return None
    days = list(_days(facts, stays))
    goes_on = any(stay.ended_on is None for stay in stays)
    last = max([*days, today] if goes_on else days)
    return timeline(
        lanes,
        start=min(*days, last - SHORTEST),
        end=last,
        title=_("Timeline"),
        headings=(_("When"), _("What"), _("How it was")),
        locale=language,
        today=today,
    )


@dataclass(frozen=True, slots=True)
class Order:
    """An order or agreement of the law: from when to when it binds (code list legal_status), and the next hearing."""

    starts_on: date
    ends_on: date | None
    legal_status: Any
    next_hearing_on: date | None


def draw_orders(orders: Sequence[Order], *, language: str, today: date) -> Chart | None:
    """The orders over time, and the hearings ahead; None when there are none."""
    if not orders:
        return None
    spans = [
        Span(o.starts_on, o.ends_on, code_words(o.legal_status or Missing.NOT_KNOWN, "legal_status")) for o in orders
    ]
    hearings = [Mark(o.next_hearing_on, "attended") for o in orders if o.next_hearing_on]
    lanes: list[Lane] = [SpanLane(_("Orders and agreements"), spans)]
    if hearings:
        lanes.append(MarkLane(_("Hearings"), hearings, {"attended": _("next hearing")}))
    days = [today, *(span.start for span in spans), *(mark.when for mark in hearings)]
    return timeline(
        lanes,
        start=min(*days, today - SHORTEST),
        end=max([*days, *(span.end for span in spans if span.end)]),
        title=_("Orders and agreements"),
        headings=(_("When"), _("What"), _("How it was")),
        locale=language,
        today=today,
    )


def _lanes(facts: TimelineFacts, stays: Sequence[Stay], shown: Filter, language: str, today: date) -> list[Lane]:
    found: list[Lane] = []
    if shown in {Filter.ALL, Filter.TREATMENT}:
        found += [*_treatment(stays), *_doses(facts.doses, today)]
    if shown in {Filter.ALL, Filter.TESTS}:
        found += _tests_and_use(facts)
    if shown in {Filter.ALL, Filter.CONTACTS}:
        found += _visits(facts)
    return found


def _treatment(stays: Sequence[Stay]) -> Iterator[Lane]:
    spans = [Span(s.started_on, s.ended_on, _modality(s.modality), "" if s.modality else "quiet") for s in stays]
    if spans:
        yield SpanLane(_("Treatment"), spans)


def _modality(answer: object) -> str:
    return _("Episode") if answer is None else code_words(answer, "treatment_modality")


def _doses(doses: Sequence[DoseTaken], today: date) -> Iterator[Lane]:
    """A lane for each medicine: only where the dose changes, and where it stops."""
    medicines = dict.fromkeys(dose.medication for dose in doses if dose.amount_mg is not None)
    for medicine in medicines:
        steps = _steps([dose for dose in doses if dose.medication == medicine], medicine, today)
        yield StepLane(_("Dose: %(medicine)s", medicine=code_words(medicine, "ost_medication")), steps, unit="mg")


def _steps(doses: Sequence[DoseTaken], medicine: object, today: date) -> list[Step]:
    lasts = DEPOT_LASTS if medicine == DEPOT else A_DOSE_LASTS
    steps: list[Step] = []
    until: date | None = None
    for day, amount in ((dose.day, float(dose.amount_mg)) for dose in doses if dose.amount_mg is not None):
        if until is not None and day > until:
            steps.append(Step(until, None))
        if not steps or steps[-1].value != amount:
            steps.append(Step(day, amount))
        until = day + lasts
    return [*steps, Step(until, None)] if until is not None and until <= today else steps


def _tests_and_use(facts: TimelineFacts) -> Iterator[Lane]:
    if facts.tests:
        names = {"positive": _("positive"), "invalid": _("not valid"), "negative": _("negative")}
        yield MarkLane(_("Drug tests"), [Mark(test.day, outcome(test)) for test in facts.tests], names)
    if facts.use_days:
        yield BarLane(_("Days of use"), _weeks(facts), highest=7, unit=_("days a week"))


def outcome(test: SpecimenTested) -> str:
    """A test is positive when any substance is that no prescription explains; without a result it is not valid."""
    explained = set(test.explained or ())
    results = {result for code, result in (test.results or {}).items() if code not in explained}
    if "POSITIVE" in results:
        return "positive"
    if "NEGATIVE" in results or (explained and test.results):
        return "negative"
    return "invalid"


def _weeks(facts: TimelineFacts) -> list[WeekValue]:
    """Days a week on which anything was used, from the first such week to the last, weeks without use included."""
    days = {use.day for use in facts.use_days}
    counted = Counter(day - timedelta(days=day.weekday()) for day in days)
    first, last = min(counted), max(counted)
    weeks = ((last - first).days // 7) + 1
    return [WeekValue(first + timedelta(weeks=n), float(counted[first + timedelta(weeks=n)])) for n in range(weeks)]


def _visits(facts: TimelineFacts) -> Iterator[Lane]:
    known = [visit for visit in facts.visits if visit.attendance and not isinstance(visit.attendance, Missing)]
    if known:
        marks = [Mark(visit.day, "missed" if visit.attendance == "MISSED" else "attended") for visit in known]
        yield MarkLane(_("Visits"), marks, {"attended": _("attended"), "missed": _("missed")})


def _days(facts: TimelineFacts, stays: Sequence[Stay]) -> Iterator[date]:
    dated: Iterator[Any] = chain(facts.doses, facts.tests, facts.use_days, facts.visits)
    yield from (fact.day for fact in dated)
    for stay in stays:
        yield stay.started_on
        if stay.ended_on is not None:
            yield stay.ended_on
