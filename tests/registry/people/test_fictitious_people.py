"""Fictitious people, and whether a mistyped one is still found among twenty thousand."""

from collections import Counter, defaultdict
from random import Random

import pytest

from registry.people.blocking import index_terms, search_terms
from registry.people.fictitious import FictitiousPerson, bench_person, demo_person
from registry.people.matching import SHORTLIST, IdentityFacts, score
from registry.people.mistyping import mistype
from registry.people.name_lists import GIVEN_NAMES, SURNAMES

PEOPLE = 20_000
QUERIES = 400


@pytest.fixture(scope="module")
def people() -> list[FictitiousPerson]:
    rng = Random(20_000)
    return [bench_person(rng) for _ in range(PEOPLE)]


@pytest.fixture(scope="module")
def index(people):
    by_term = defaultdict(list)
    for number, person in enumerate(people):
        for term in index_terms(person.name, person.date_of_birth, None):
            by_term[term].append(number)
    return by_term


def facts(person):
    return IdentityFacts(person.name, person.date_of_birth, sex=person.sex)


def found(people, index, query, terms_of):
    shared = Counter(
        number for term in terms_of(query.name, query.date_of_birth, None) for number in index.get(term, ())
    )
    shortlist = [number for number, _ in shared.most_common(SHORTLIST)]
    return sorted(shortlist, key=lambda number: -score(facts(query), facts(people[number])).score)[:50]


@pytest.mark.parametrize("terms_of", [index_terms, search_terms])
@pytest.mark.parametrize(("errors", "floor"), [(1, 0.99), (2, 0.95)])
def test_a_person_typed_with_errors_is_among_the_first_fifty(people, index, terms_of, errors, floor):
    rng = Random(errors)
    wanted = [rng.randrange(PEOPLE) for _ in range(QUERIES)]
    hits = sum(number in found(people, index, mistype(rng, people[number], errors), terms_of) for number in wanted)
    assert hits / QUERIES >= floor


def test_people_are_drawn_the_same_from_the_same_seed():
    assert bench_person(Random(4)) == bench_person(Random(4))
    assert demo_person(Random(4), "female") == demo_person(Random(4), "female")


def test_common_surnames_are_held_by_many_as_in_life(people):
    surnames = Counter(person.name.family_name_1 for person in people)
    (_, most), *_ = surnames.most_common(1)
    assert 0.015 < most / PEOPLE < 0.06
    assert len(surnames) > 500


def test_the_lists_are_long_enough_for_a_benchmark():
    assert len({name for by_sex in GIVEN_NAMES.values() for names in by_sex.values() for name in names}) >= 300
    assert len({name for names in SURNAMES.values() for name in names}) >= 500


@pytest.mark.parametrize("sex", ["female", "male"])
def test_a_demo_person_says_on_the_screen_that_they_are_an_example(sex):
    rng = Random(1)
    common = {name for names in SURNAMES.values() for name in names}
    for _ in range(500):
        person = demo_person(rng, sex)
        assert person.sex == sex
        assert person.name.formal.split(",")[0].split()[-1] in {"Ejemplo", "Exemplo", "Example", "Exemple"}
        assert person.name.family_name_1 not in common
        assert person.phone.startswith("+000 ")
        assert person.national_id.startswith("EJEMPLO-")


@pytest.mark.parametrize("errors", [1, 2, 3])
def test_mistyping_always_alters_the_person(people, errors):
    rng = Random(errors)
    unaltered = [person for person in people[:300] if mistype(rng, person, errors) == person]
    # Two errors can undo each other (day and month exchanged twice); one never can.
    assert len(unaltered) <= (0 if errors == 1 else 6)


def test_mistyping_nothing_changes_nothing(people):
    assert mistype(Random(1), people[0], 0) == people[0]
