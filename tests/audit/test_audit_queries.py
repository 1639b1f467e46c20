"""Who has seen this person: numbered and waiting events, list pages, and only the own organisation's."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from audit.ddl import APP, READER
from audit.events import Act, Event
from audit.queries import SeenRow, breach_window, who_has_seen
from audit.writer import record
from tests.audit.audit_database import Database

ORG, OTHER_ORG, PERSON, SOMEBODY, CLINICIAN = (uuid4() for _ in range(5))


def happen(database: Database, *events: Event) -> None:
    with database.engine(APP).begin() as connection:
        for happened in events:
            record(connection, happened)


def seen(
    database: Database, person: UUID, org: UUID = ORG, *, limit: int = 50, before: int | None = None
) -> list[SeenRow]:
    with database.engine(APP).begin() as connection:
        connection.execute(text("SELECT set_config('app.org', :org, true)"), {"org": str(org)})
        return who_has_seen(connection, person, limit, before)


def event(act: Act = Act.RECORD_VIEW, **attributes: object) -> Event:
    return Event(act=act, org=ORG, actor=CLINICIAN, **attributes)  # type: ignore[arg-type]


def test_a_look_just_taken_is_shown_before_it_has_a_number(database: Database) -> None:
    happen(database, event(subject=PERSON), event(Act.RECORD_LIST, listed=(SOMEBODY, PERSON)))
    database.sequencer().run_once()
    happen(database, event(Act.RECORD_REVEAL, subject=PERSON, fields=("patient.hiv_status",)), event(subject=SOMEBODY))
    rows = seen(database, PERSON)
    assert [(row.seq, row.act) for row in rows] == [(None, "record.reveal"), (1, "record.list"), (0, "record.view")]
    assert [row.on_list for row in rows] == [False, True, False]
    assert rows[0].actor == CLINICIAN and rows[0].fields == ("patient.hiv_status",)
    assert rows[1].subjects == {SOMEBODY, PERSON}


def test_pages_continue_where_the_last_one_ended(database: Database) -> None:
    happen(database, *(event(subject=PERSON, req=str(number)) for number in range(7)))
    database.sequencer().run_once()
    happen(database, event(subject=PERSON))
    first = seen(database, PERSON, limit=4)
    second = seen(database, PERSON, limit=4, before=first[-1].seq)
    assert [row.seq for row in first + second] == [None, 6, 5, 4, 3, 2, 1, 0]


@pytest.mark.parametrize("numbered", [False, True])
def test_another_organisation_sees_nothing(database: Database, numbered: bool) -> None:
    happen(
        database,
        event(subject=PERSON),
        Event(act=Act.RECORD_VIEW, org=OTHER_ORG, subject=PERSON, extra={"to": str(ORG)}),
    )
    if numbered:
        database.sequencer().run_once()
    assert len(seen(database, PERSON)) == 1
    assert [row.org for row in seen(database, PERSON, OTHER_ORG)] == [OTHER_ORG]
    assert seen(database, PERSON, uuid4()) == []


def test_naming_a_person_elsewhere_in_an_event_is_not_seeing_them(database: Database) -> None:
    happen(database, event(subject=SOMEBODY, extra={"merged_from": str(PERSON)}))
    assert seen(database, PERSON) == []
    assert len(seen(database, SOMEBODY)) == 1


def test_the_breach_window_finds_who_saw_these_people_in_that_time(database: Database) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    hours = [
        event(subject=PERSON, at=start - timedelta(hours=1)),
        event(subject=PERSON, at=start),
        event(Act.RECORD_LIST, listed=(PERSON, SOMEBODY), at=start + timedelta(hours=1)),
        event(subject=CLINICIAN, at=start + timedelta(hours=1)),
        event(subject=SOMEBODY, at=start + timedelta(hours=2)),
    ]
    happen(database, *hours)
    database.sequencer().run_once()
    with database.engine(READER, writes=False).begin() as connection:
        rows = breach_window(connection, [PERSON, SOMEBODY], start, start + timedelta(hours=2))
    assert [row.seq for row in rows] == [1, 2]
