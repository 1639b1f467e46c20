"""Password, second factor, locks: what opens a session and what never does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from registry import clock
from registry.access.roles import Role
from registry.accounts.lockout import ACCOUNT_LIMIT, ADDRESS_LIMIT, WINDOW, pause_after
from registry.accounts.models import RecoveryCode, SignInFailure, UserAccount
from registry.accounts.passwords import reset_password
from registry.accounts.second_factor import replace_recovery_codes
from registry.accounts.sign_in import choose_membership, sign_out
from registry.accounts.users import disable_user
from registry.errors import NotFound
from registry.security.passwords import Passwords


def wait(**time):
    clock.shift(clock.now() - datetime.now(UTC) + timedelta(**time))


def test_password_and_code_open_a_session_in_the_only_membership(people):
    who = people.person()
    opened = people.found(people.signed_in(who))
    assert opened.is_complete
    assert (opened.user_id, opened.org_id, opened.role) == (who.id, who.org_id, Role.LIAISON_OFFICER)


def test_user_name_is_taken_in_any_case(people):
    who = people.person(name="ana.ruiz")
    assert people.password_step("  Ana.RUIZ ", who.password)


def test_password_alone_opens_nothing(people):
    who = people.person()
    opened = people.found(people.password_step(who.user_name, who.password))
    assert not opened.is_complete
    assert opened.membership_id is None


def test_session_of_one_factor_cannot_choose_a_membership(people):
    who = people.person()
    token = people.password_step(who.user_name, who.password)
    with people.database.work(people.nobody) as session:
        wanted = session.execute(text("SELECT id FROM membership WHERE user_id = :u"), {"u": who.id}).scalar_one()
        with pytest.raises(NotFound):
            choose_membership(session, by=people.nobody, token=token, membership_id=wanted)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "1234567", "000 00"])
def test_what_is_no_code_is_refused(people, code):
    who = people.person()
    token = people.password_step(who.user_name, who.password)
    assert people.code_step(who, token, code) is None


def test_code_works_once(people):
    who = people.person()
    code = who.code()
    assert people.code_step(who, people.password_step(who.user_name, who.password), code)
    assert people.code_step(who, people.password_step(who.user_name, who.password), code) is None


def test_code_of_the_step_before_works_and_the_one_before_that_does_not(people):
    who = people.person()
    token = people.password_step(who.user_name, who.password)
    assert people.code_step(who, token, who.code(-2)) is None
    assert people.code_step(who, token, who.code(-1))


def test_code_used_by_two_at_once_works_for_one(people):
    who = people.person()
    tokens = [people.password_step(who.user_name, who.password) for _ in range(2)]
    code = who.code()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda token: people.code_step(who, token, code), tokens))
    assert sorted(answer is not None for answer in answers) == [False, True]


def test_token_changes_with_each_factor_and_the_old_one_is_worth_nothing(people):
    who = people.person()
    first = people.password_step(who.user_name, who.password)
    second = people.code_step(who, first, who.code())
    assert first != second
    assert people.found(first) is None
    assert people.found(second).is_complete


def test_half_a_sign_in_is_over_after_ten_minutes(people):
    who = people.person()
    token = people.password_step(who.user_name, who.password)
    wait(minutes=10, seconds=1)
    with pytest.raises(NotFound):
        people.code_step(who, token, who.code())


def test_tenth_wrong_password_locks_the_right_one_out_until_the_window_is_over(people):
    who = people.person()
    for _ in range(ACCOUNT_LIMIT):
        assert people.password_step(who.user_name, "not the right password") is None
    wait(minutes=5)
    assert people.password_step(who.user_name, who.password) is None
    wait(minutes=10, seconds=1)
    assert people.password_step(who.user_name, who.password)


def test_wrong_passwords_are_delayed_before_they_are_locked(people):
    who = people.person()
    for _ in range(5):
        people.password_step(who.user_name, "not the right password")
    assert people.password_step(who.user_name, who.password) is None
    wait(seconds=2.1)
    assert people.password_step(who.user_name, who.password)


def test_pause_grows():
    assert [pause_after(n).total_seconds() for n in (0, 4, 5, 6, 9)] == [0, 0, 1, 2, 16]


def test_wrong_codes_lock_the_account_too(people):
    who = people.person()
    token = people.password_step(who.user_name, who.password)
    for _ in range(ACCOUNT_LIMIT):
        assert people.code_step(who, token, "000000") is None
    assert people.code_step(who, token, who.code()) is None


def test_thirty_wrong_names_from_one_address_lock_the_address_and_no_other(people):
    who = people.person()
    for number in range(ADDRESS_LIMIT):
        people.password_step(f"nobody{number}", "not the right password", "192.0.2.66")
    assert people.password_step(who.user_name, who.password, "192.0.2.66") is None
    assert people.password_step(who.user_name, who.password, "192.0.2.67")


def test_success_begins_the_count_of_the_account_anew(people):
    who = people.person()
    for _ in range(4):
        people.password_step(who.user_name, "not the right password")
    people.signed_in(who)
    with people.database.engine.connect() as connection:
        kinds = connection.execute(select(SignInFailure.kind)).scalars().all()
    assert set(kinds) == {"address"}


def test_guesses_at_once_are_counted_one_by_one(people):
    who = people.person()
    with ThreadPoolExecutor(4) as pool:
        tries = [pool.submit(people.password_step, who.user_name, "not the right password", None) for _ in range(14)]
    assert all(attempt.result() is None for attempt in tries)
    with people.database.engine.connect() as connection:
        kinds = connection.execute(select(SignInFailure.kind)).scalars().all()
    assert kinds == ["account"] * ACCOUNT_LIMIT


def test_limits_are_the_documented_ones():
    assert (10, 30, timedelta(minutes=15)) == (ACCOUNT_LIMIT, ADDRESS_LIMIT, WINDOW)


def test_failures_hold_no_name_and_no_address(people):
    people.password_step("ana.ruiz", "not the right password", "192.0.2.66")
    with people.database.engine.connect() as connection:
        found = connection.execute(text("SELECT sign_in_failure::text FROM sign_in_failure")).scalars().all()
    assert len(found) == 2
    assert not any("ana" in row or "192.0" in row for row in found)


def test_disabled_account_and_unknown_name_are_refused(people):
    org = people.organisation()
    who, chief = people.person(org, Role.CLINICIAN), people.person(org, Role.PROVIDER_MANAGER)
    with people.database.work(chief.actor) as session:
        disable_user(session, by=chief.actor, account_id=who.id)
    assert people.password_step(who.user_name, who.password) is None
    assert people.password_step("nobody.at.all", who.password) is None


def test_every_refusal_costs_one_hash_and_no_more(people, monkeypatch):
    org = people.organisation()
    who, closed, chief = (
        people.person(org, Role.CLINICIAN),
        people.person(org, Role.CLINICIAN),
        people.person(org, Role.PROVIDER_MANAGER),
    )
    locked = people.person(org, Role.CLINICIAN)
    with people.database.work(chief.actor) as session:
        disable_user(session, by=chief.actor, account_id=closed.id)
    for _ in range(ACCOUNT_LIMIT):
        people.password_step(locked.user_name, "not the right password")
    checked = []
    real = Passwords.check
    monkeypatch.setattr(Passwords, "check", lambda self, *a: (checked.append(a), real(self, *a))[1])
    for name in (who.user_name, closed.user_name, locked.user_name, "nobody.at.all"):
        checked.clear()
        assert people.password_step(name, "not the right password", None) is None
        assert len(checked) == 1


def test_fourth_session_ends_the_oldest(people):
    who = people.person()
    tokens = [people.signed_in(who) for _ in range(4)]
    assert [people.found(token) is not None for token in tokens] == [False, True, True, True]


def test_signed_out_session_is_gone(people):
    who = people.person()
    token = people.signed_in(who)
    with people.database.work(people.nobody) as session:
        sign_out(session, by=people.nobody, token=token)
    assert people.found(token) is None


def test_recovery_code_works_once(people):
    who = people.person()
    with people.database.work(people.nobody) as session:
        codes = replace_recovery_codes(session, session.get(UserAccount, who.id), people.passwords)
    assert len(set(codes)) == 10
    typed = f" {codes[3].lower()} "
    assert people.recovery_step(who, people.password_step(who.user_name, who.password), typed)
    assert people.recovery_step(who, people.password_step(who.user_name, who.password), codes[3]) is None


def test_recovery_codes_are_kept_as_hashes(people):
    who = people.person()
    with people.database.work(people.nobody) as session:
        codes = replace_recovery_codes(session, session.get(UserAccount, who.id), people.passwords)
        kept = session.scalars(select(RecoveryCode.code_hash)).all()
    assert all(line.startswith("$argon2id$") for line in kept)
    assert not any(code in line for code in codes for line in kept)


def test_weaker_hash_is_renewed_at_sign_in(people):
    who = people.person()
    weak = Passwords(people.settings.secrets.pepper, memory_kib=8, passes=1).hash(who.password)
    with people.database.engine.begin() as connection:
        connection.execute(update(UserAccount).where(UserAccount.id == who.id).values(password_hash=weak))
    people.password_step(who.user_name, who.password)
    with people.database.engine.connect() as connection:
        kept = connection.execute(select(UserAccount.password_hash).where(UserAccount.id == who.id)).scalar_one()
    assert kept != weak
    assert not people.passwords.is_outdated(kept)


def test_reset_password_opens_for_72_hours_only(people):
    org = people.organisation()
    who, chief = people.person(org, Role.CLINICIAN), people.person(org, Role.PROVIDER_MANAGER)
    with people.database.work(chief.actor) as session:
        given = reset_password(session, by=chief.actor, account_id=who.id, passwords=people.passwords)
    assert people.password_step(who.user_name, who.password) is None
    assert people.password_step(who.user_name, given)
    wait(hours=72, seconds=1)
    assert people.password_step(who.user_name, given) is None


def test_second_factor_secret_is_sealed_in_the_database(people):
    who = people.person()
    with people.database.engine.connect() as connection:
        sealed = connection.execute(select(UserAccount.totp_sealed).where(UserAccount.id == who.id)).scalar_one()
    assert who.secret.encode() not in sealed


def test_failed_and_opened_sign_ins_are_in_the_audit(people, audited):
    who = people.person()
    people.password_step(who.user_name, "not the right password")
    people.signed_in(who)
    failed, opened = audited(who.id)[-2:]
    assert (failed["act"], failed["outcome"]) == ("session.sign_in_failed", "refused")
    assert (opened["act"], opened["actor"], opened["org"]) == ("session.sign_in", str(who.id), str(who.org_id))
