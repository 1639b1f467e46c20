"""The timeline's lanes, out of the facts of a case file, in the reader's words."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from flask_babel import gettext as _

from registry.answers import Missing
from registry.codes.lists import code_list
from registry.episodes.models import Episode
from registry.history.timeline import SpecimenTested, TimelineFacts
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


class Filter(StrEnum):
    """What the timeline shows."""

    ALL = "all"
    TREATMENT = "treatment"
    TESTS = "tests"
    CONTACTS = "contacts"


def draw(
    facts: TimelineFacts, episodes: Sequence[Episode], *, shown: Filter, language: str, today: date
) -> Chart | None:
    """The timeline from the first fact to today, or None when there is nothing to draw."""
    lanes = _lanes(facts, episodes, shown, language)
    days = _days(facts, episodes)
    if not lanes or not days:
        return None
    return timeline(
        lanes,
        start=min(days),
        end=max([*days, min(days) + timedelta(days=28)]),
        title=_("Timeline"),
        headings=(_("When"), _("What"), _("How it was")),
        locale=language,
        today=today,
    )


def _lanes(facts: TimelineFacts, episodes: Sequence[Episode], shown: Filter, language: str) -> list[Lane]:
    found: list[Lane] = []
    if shown in {Filter.ALL, Filter.TREATMENT}:
        found += _treatment(facts, episodes, language)
    if shown in {Filter.ALL, Filter.TESTS}:
        found += _tests_and_use(facts)
    if shown in {Filter.ALL, Filter.CONTACTS} and facts.visits:
        names = {"attended": _("attended"), "missed": _("missed")}
        marks = [
            Mark(visit.day, "missed" if visit.attendance == "MISSED" else "attended")
            for visit in facts.visits
            if not isinstance(visit.attendance, Missing)
        ]
        found.append(MarkLane(_("Visits"), marks, names))
    return found


def _treatment(facts: TimelineFacts, episodes: Sequence[Episode], language: str) -> list[Lane]:
    lanes: list[Lane] = []
    spans = [
        Span(item.started_on, item.ended_on, _modality(item.modality, language))
        for episode in episodes
        for item in episode.interventions
        if item.started_on is not None
    ]
    if not spans:
        spans = [Span(e.started_on, e.ended_on, _("Episode")) for e in episodes if e.started_on is not None]
    if spans:
        lanes.append(SpanLane(_("Treatment"), spans))
    if facts.doses:
        steps = [Step(d.day, None if d.amount_mg is None else float(d.amount_mg)) for d in facts.doses]
        lanes.append(StepLane(_("Dose"), steps, unit="mg"))
    return lanes


def _modality(answer: object, language: str) -> str:
    modalities = code_list("treatment_modality")
    if isinstance(answer, str) and not isinstance(answer, Missing) and answer in modalities:
        return modalities.label(answer, language)
    return _("Treatment")


def _tests_and_use(facts: TimelineFacts) -> list[Lane]:
    lanes: list[Lane] = []
    if facts.tests:
        names = {"positive": _("positive"), "invalid": _("not valid"), "negative": _("negative")}
        lanes.append(MarkLane(_("Drug tests"), [Mark(t.day, _outcome(t)) for t in facts.tests], names))
    if facts.use_days:
        lanes.append(BarLane(_("Days of use"), _weeks(facts), highest=7, unit=_("days a week")))
    return lanes


def _outcome(test: SpecimenTested) -> str:
    """A test is positive when any substance is that no prescription explains; without a result it is not valid."""
    explained = set(test.explained or ())
    results = {code: result for code, result in (test.results or {}).items() if code not in explained}
    if any(result == "POSITIVE" for result in results.values()):
        return "positive"
    return "negative" if any(result == "NEGATIVE" for result in results.values()) else "invalid"


def _weeks(facts: TimelineFacts) -> list[WeekValue]:
    """Days a week on which anything was used, from the first such week to the last, weeks without use included."""
    days = {use.day for use in facts.use_days}
    counted = Counter(day - timedelta(days=day.weekday()) for day in days)
    first, last = min(counted), max(counted)
    weeks = ((last - first).days // 7) + 1
    return [WeekValue(first + timedelta(weeks=n), float(counted[first + timedelta(weeks=n)])) for n in range(weeks)]


def _days(facts: TimelineFacts, episodes: Sequence[Episode]) -> list[date]:
    lists = (facts.doses, facts.tests, facts.use_days, facts.visits)
    days = [fact.day for facts_of in lists for fact in facts_of]  # type: ignore[attr-defined]
    for episode in episodes:
        days += [day for day in (episode.started_on, episode.ended_on) if day is not None]
        days += [i.started_on for i in episode.interventions if i.started_on is not None]
    return days
