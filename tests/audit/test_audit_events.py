"""Events: what a body holds, and what it refuses to hold."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from audit.canonical import parse_canonical
from audit.events import Act, Event, Outcome, loss

PERSON = UUID("019a0000-0000-7000-8000-000000000001")


def test_a_body_holds_what_is_known_and_leaves_out_the_rest() -> None:
    at = datetime(2026, 3, 1, 12, tzinfo=timezone(timedelta(hours=-3)))
    event = Event(act=Act.RECORD_UPDATE, at=at, subject=PERSON, fields=("patient.family_name",))
    assert parse_canonical(event.body(writer=2**63 - 1, number=3)) == {
        "v": 1,
        "at": "2026-03-01T15:00:00.000000Z",
        "act": "record.update",
        "outcome": "success",
        "subject": str(PERSON),
        "fields": ["patient.family_name"],
        "w": "7fffffffffffffff",
        "n": 3,
    }


@pytest.mark.parametrize("name", ["María", "family name", "Smith", "patient.", ""])
def test_a_value_cannot_pass_as_the_name_of_a_field(name: str) -> None:
    with pytest.raises(ValueError, match="names of columns"):
        Event(act=Act.RECORD_UPDATE, fields=(name,))


@pytest.mark.parametrize("extra", [{"org": "x"}, {"deep": [{"subject": "x"}]}, {"listed": []}])
def test_extra_cannot_decide_who_reads_the_event(extra: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="who reads"):
        Event(act=Act.RECORD_VIEW, extra=extra)


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        Event(act=Act.RECORD_VIEW, at=datetime(2026, 3, 1))


def test_the_time_is_now_in_utc_unless_said() -> None:
    assert abs(Event(act=Act.RECORD_VIEW).at - datetime.now(UTC)) < timedelta(seconds=10)


def test_acts_are_named_thing_and_verb() -> None:
    assert all(act.value.count(".") == 1 and act.value == act.value.lower() for act in Act)


def test_a_loss_names_the_writer_and_its_missing_counts() -> None:
    report = loss(10, 3, 5, found_by="journal")
    assert report.outcome is Outcome.FAILED
    assert report.extra == {"writer": "000000000000000a", "first": 3, "last": 5, "found_by": "journal"}
