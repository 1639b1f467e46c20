"""Finding patients among many: how often in spite of typing errors, and how quickly, beside a readable index."""

import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import SmallInteger, Text, cast, column, func, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from casework.app.bench.browser import signed_in
from casework.app.bench.figure import Figure
from casework.app.bench.plain import PlainIndex
from casework.app.bench.population import Person, settle_people
from casework.app.bench.scale import Scale
from casework.app.bench.stage import Stage, raised
from casework.app.bench.timing import medians, percentile
from casework.app.progress import Progress
from registry.db.work import ring_of
from registry.people.blocking import Term
from registry.people.candidates import shortlist_query
from registry.people.fictitious import FictitiousPerson
from registry.people.matching import SHORTLIST
from registry.people.mistyping import mistype
from registry.people.search import find_patients
from registry.people.search_words import read_words
from registry.people.tokens import tokens_of

SEED = 99
RECALL, DATABASE_RATIO, PAGE_MS = 0.92, 1.3, 50.0


def measure(scale: Scale) -> Iterator[Figure]:
    """Fill a registry, then search it for people whose names and dates were typed wrongly."""
    with raised() as stage:
        with Progress().task("making patients", scale.patients) as task:
            people = settle_people(stage, scale.patients, task)
        for errors in (1, 2):
            yield _recall(stage, people, errors, scale.searches)
        yield _beside_readable(stage, people, scale.searches)
        yield _page(stage, people, scale.searches)


def _asked(people: Sequence[Person], errors: int, count: int) -> Iterator[tuple[UUID, str]]:
    """Somebody's id, and what is typed in search of them."""
    rng = Random(SEED)  # noqa: S311  the same errors in every run
    for _ in range(count):
        patient_id, person = people[rng.randrange(len(people))]
        yield patient_id, _words(mistype(rng, person, errors))


def _words(person: FictitiousPerson) -> str:
    return f"{person.name.full} {person.date_of_birth:%d/%m/%Y}"


def _recall(stage: Stage, people: Sequence[Person], errors: int, count: int) -> Figure:
    hits = 0
    for patient_id, words in _asked(people, errors, count):
        with stage.database.read(stage.clinician) as session:
            found = find_patients(session, by=stage.clinician, words=words)
        hits += patient_id in {one.id for one in found}
    what = f"recall@50 among {len(people):,} patients, {errors} typing error{'s' if errors > 1 else ''}"
    note = f"{count} searches"
    return Figure(f"search-recall-{errors}", what, hits / count, "", RECALL, at_least=True, note=note)


def _beside_readable(stage: Stage, people: Sequence[Person], count: int) -> Figure:
    org_id = stage.clinician.org_id
    terms = [read_words(words).terms() for _, words in _asked(people, 1, count)]
    with stage.database.read(stage.clinician) as session:
        index_key = ring_of(session).index_key()
        blind = iter([shortlist_query(org_id, tokens_of(index_key, found)) for found in terms] * 2)
        readable = iter([_readable_query(org_id, list(found)) for found in terms] * 2)
        ours, theirs = medians(
            [lambda: _run(session, next(blind)), lambda: _run(session, next(readable))], rounds=count
        )
    return Figure(
        "search-database",
        "the search in the database, by blind token against readable text",
        ours / theirs,
        "x",
        DATABASE_RATIO,
        beside=f"the same terms in an indexed table of text: {theirs * 1000:.2f} ms",
        ratio=ours / theirs,
        note=f"{ours * 1000:.2f} ms",
    )


def _readable_query(org_id: UUID, terms: Sequence[Term]) -> Any:
    """`shortlist_query` word for word, over readable terms."""
    wanted = (
        func.unnest(
            cast([int(kind) for kind, _ in terms], ARRAY(SmallInteger)),
            cast([value for _, value in terms], ARRAY(Text)),
            cast([1 for _ in terms], ARRAY(SmallInteger)),
        )
        .table_valued(column("kind", SmallInteger), column("term", Text), column("weight", SmallInteger))
        .render_derived(name="wanted")
    )
    filed = (
        select(PlainIndex.subject_id)
        .where(PlainIndex.org_id == org_id, PlainIndex.kind == wanted.c.kind, PlainIndex.term == wanted.c.term)
        .offset(0)
        .lateral("filed")
    )
    return (
        select(filed.c.subject_id)
        .select_from(wanted.join(filed, true()))
        .group_by(filed.c.subject_id)
        .order_by(func.sum(wanted.c.weight).desc(), filed.c.subject_id)
        .limit(SHORTLIST)
    )


def _run(session: Any, query: Any) -> None:
    session.execute(query).all()


def _page(stage: Stage, people: Sequence[Person], count: int) -> Figure:
    browser, times = signed_in(stage), []
    browser.read_form_token("/patients")
    for _, words in _asked(people, 1, count):
        browser.forget_limits()
        started = time.perf_counter()
        browser.post("/patients/search", {"words": words})
        times.append(time.perf_counter() - started)
    middle = percentile(times, 0.5) * 1000
    what = "search page, 99th percentile, whole request"
    return Figure("search-page", what, percentile(times, 0.99) * 1000, "ms", PAGE_MS, note=f"median {middle:.1f} ms")
