"""Tokens for programs: what they open, and when they stop."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from registry import clock
from registry.access.roles import Role
from registry.accounts.api_tokens import create_api_token, list_api_tokens, revoke_api_token
from registry.accounts.bearer import actor_of_bearer
from registry.accounts.users import disable_user
from registry.errors import Invalid, NotFound


def issue(people, who, days=30):
    with people.database.work(who.actor) as work:
        return create_api_token(work, by=who.actor, label="nightly export", days=days)


def bearer(people, token, scheme="Bearer"):
    return actor_of_bearer(people.database.engine, f"{scheme} {token}")


def test_token_acts_as_its_maker(people):
    who = people.person()
    found = bearer(people, issue(people, who).token)
    assert (found.user_id, found.org_id, found.role) == (who.id, who.org_id, Role.LIAISON_OFFICER)


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer nothing", "Basic puente_x", "Bearer puente_wrong"])
def test_what_is_no_token_opens_nothing(people, header):
    assert actor_of_bearer(people.database.engine, header) is None


def test_token_is_kept_as_a_digest(people):
    token = issue(people, people.person()).token
    assert len(token) >= 43
    with people.database.engine.connect() as connection:
        kept = connection.execute(text("SELECT string_agg(api_token::text, ' ') FROM api_token")).scalar_one()
    assert token not in kept


def test_token_stops_at_its_end(people):
    token = issue(people, people.person(), days=1).token
    clock.shift(clock.now() - datetime.now(UTC) + timedelta(days=1, seconds=1))
    assert bearer(people, token) is None


def test_revoked_token_stops_at_once_and_leaves_the_list(people):
    who = people.person()
    issued = issue(people, who)
    with people.database.work(who.actor) as work:
        assert [row.id for row in list_api_tokens(work, by=who.actor)] == [issued.row.id]
        revoke_api_token(work, by=who.actor, token_id=issued.row.id)
        assert list_api_tokens(work, by=who.actor) == []
    assert bearer(people, issued.token) is None


def test_token_of_another_cannot_be_revoked(people):
    who, other = people.person(), people.person()
    issued = issue(people, who)
    with people.database.work(other.actor) as work, pytest.raises(NotFound):
        revoke_api_token(work, by=other.actor, token_id=issued.row.id)
    assert bearer(people, issued.token)


def test_token_of_a_closed_account_stops_at_once(people):
    who, admin = people.person(), people.person(role=Role.SYSTEM_ADMINISTRATOR).actor
    token = issue(people, who).token
    with people.database.work(admin) as work:
        disable_user(work, by=admin, account_id=who.id)
    assert bearer(people, token) is None


@pytest.mark.parametrize("days", [0, 367])
def test_token_has_an_end_within_a_year(people, days):
    with pytest.raises(Invalid) as refused:
        issue(people, people.person(), days)
    assert refused.value.errors == {"days": ["out_of_range:1:366"]}


def test_use_is_noted(people):
    issued = issue(people, people.person())
    bearer(people, issued.token)
    with people.database.engine.connect() as connection:
        used = connection.execute(text("SELECT used_at FROM api_token WHERE id = :id"), {"id": issued.row.id})
        assert used.scalar_one() is not None
