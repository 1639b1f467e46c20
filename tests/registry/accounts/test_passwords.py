"""What a password must be, and how it is changed."""

import pytest

from registry.accounts.models import UserAccount
from registry.accounts.password_rules import common_passwords, password_errors
from registry.accounts.passwords import change_password, new_one_time_password
from registry.errors import Invalid

GOOD = "four green bicycles sing"


def test_fourteen_characters_are_too_few_and_fifteen_are_enough():
    assert password_errors("k7 lamp orchid") == ["password_too_short"]
    assert password_errors("k7 lamp orchids") == []


def test_long_passwords_are_accepted_and_a_book_is_not():
    assert password_errors("correct orchid lamp " * 3 + "and sixty-four or more of them") == []
    assert password_errors("ab3" + "x9z" * 400) == ["password_too_long"]


def test_no_class_of_characters_is_demanded():
    assert password_errors("quietriversmeetingtwice") == []


def test_list_has_the_top_three_thousand_and_more():
    assert len(common_passwords()) > 30_000
    assert {"password", "123456789", "qwertyuiop", "iloveyou"} <= common_passwords()


def test_each_common_password_of_fifteen_or_more_is_refused_in_any_case():
    long_ones = [entry for entry in common_passwords() if len(entry) >= 15]
    assert len(long_ones) > 40
    assert [p for p in long_ones if password_errors(p.upper()) == []] == []


def test_each_of_the_top_three_thousand_stays_refused_when_it_is_drawn_out():
    some = sorted(entry for entry in common_passwords() if 4 <= len(entry) <= 14)[::13]
    assert len(some) >= 2_000
    drawn_out = [(entry + "1234567890!!!!!!")[: max(15, len(entry) + 3)] for entry in some if entry.isalpha()]
    assert [p for p in drawn_out if password_errors(p) == []] == []
    assert [p for p in some if password_errors((p * 15)[:60]) == []] == []


@pytest.mark.parametrize(
    "row", ["abcdefghijklmno", "zyxwvutsrqponmlkj", "123456789012345", "qwertyuiopasdfgh", "aaaaaaaaaaaaaaaa"]
)
def test_rows_of_keys_and_repeated_signs_are_refused(row):
    assert password_errors(row) == ["password_common"]


def test_own_name_does_not_carry_a_password_but_may_stand_in_one():
    words = ["ana.ruiz", "Ana Ruiz", "Centro Sereno"]
    assert password_errors("ana.ruiz-sereno-7", words) == ["password_has_own_words"]
    assert password_errors("ruiz and four green bicycles", words) == []


def test_unicode_is_taken_as_typed(people):
    hashed = people.passwords.hash("cafe\u0301 y cigüeñas azules")
    assert people.passwords.check(hashed, "cafe\u0301 y cigüeñas azules")
    assert not people.passwords.check(hashed, "caf\u00e9 y cigüeñas azules")
    assert password_errors("cigüeñas azules y ñandúes") == []


def test_one_time_password_meets_the_rule_and_never_repeats():
    made = {new_one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert all(password_errors(password) == [] for password in made)


def change(people, who, token, old, new):
    with people.database.work(who.actor) as session:
        return change_password(session, by=who.actor, token=token, old=old, new=new, passwords=people.passwords)


def test_change_gives_this_session_a_new_token_and_ends_the_others(people):
    who = people.person()
    other, this = people.signed_in(who), people.signed_in(who)
    new_token = change(people, who, this, who.password, GOOD)
    assert [people.found(t) is not None for t in (other, this, new_token)] == [False, False, True]
    assert people.password_step(who.user_name, who.password) is None
    assert people.password_step(who.user_name, GOOD)


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("not the one", GOOD, "old_password", "password_wrong"),
        (None, "too short", "new_password", "password_too_short"),
        (None, "qwertyuiopasdfgh", "new_password", "password_common"),
        (None, "centro sereno 123", "new_password", "password_has_own_words"),
        (None, None, "new_password", "password_same"),
    ],
)
def test_change_to_what_is_no_good_is_refused_by_field(people, old, new, field, code):
    who = people.person()
    token = people.signed_in(who)
    with pytest.raises(Invalid) as refused:
        change(people, who, token, old or who.password, new or who.password)
    assert refused.value.errors == {field: [code]}
    assert people.found(token) is not None


def test_changed_password_is_kept_as_argon2id(people):
    who = people.person()
    change(people, who, people.signed_in(who), who.password, GOOD)
    with people.database.read(people.nobody) as session:
        assert session.get(UserAccount, who.id).password_hash.startswith("$argon2id$")
