"""Who may do what with the accounts of others, and with organisations."""

import pytest
from sqlalchemy import text

from registry.access.actor import Actor
from registry.access.roles import Role
from registry.accounts.memberships import end_membership, grant_membership
from registry.accounts.models import UserAccount
from registry.accounts.passwords import reset_password
from registry.accounts.queries import find_account, list_accounts
from registry.accounts.users import NewUser, create_user, disable_user, enable_user, provision_user, reset_second_factor
from registry.errors import Forbidden, Invalid, NotFound
from registry.organisations.models import OrganisationKind, PlaceKind
from registry.organisations.services import NewOrganisation, NewPlace, create_organisation, create_place


@pytest.fixture
def place(people):
    """A service with its manager and a clinician."""
    org = people.organisation()
    return org, people.person(org, Role.PROVIDER_MANAGER), people.person(org, Role.CLINICIAN)


def new(org_id, role=Role.CLINICIAN, name="new.person"):
    return NewUser(name, "Luz Vega", "es", org_id, role)


def test_manager_opens_an_account_whose_password_must_be_changed(people, place):
    org, manager, _ = place
    with people.database.work(manager.actor) as work:
        opened = create_user(work, by=manager.actor, new=new(org, name="luz.vega"), passwords=people.passwords)
    found = people.found(people.password_step("luz.vega", opened.one_time_password))
    assert found.must_change_password
    assert not found.has_second_factor


def test_names_are_unique_in_any_case_and_have_a_form(people, place):
    org, manager, clinician = place
    for name, code in ((clinician.user_name.upper(), "user_name_taken"), ("a b", "user_name_form")):
        with people.database.work(manager.actor) as work, pytest.raises(Invalid) as refused:
            create_user(work, by=manager.actor, new=new(org, name=name), passwords=people.passwords)
        assert refused.value.errors == {"user_name": [code]}


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.SYSTEM])
def test_manager_gives_no_role_above_the_own(people, place, role):
    org, manager, clinician = place
    with people.database.work(manager.actor) as work, pytest.raises(Forbidden):
        grant_membership(work, by=manager.actor, account_id=clinician.id, org_id=org, role=role)


def test_manager_opens_no_account_elsewhere(people, place):
    _, manager, _ = place
    elsewhere = people.organisation()
    with people.database.work(manager.actor) as work, pytest.raises(NotFound):
        create_user(work, by=manager.actor, new=new(elsewhere), passwords=people.passwords)


def test_manager_knows_nobody_of_another_service(people, place):
    _, manager, clinician = place
    stranger = people.person(role=Role.CLINICIAN)
    with people.database.read(manager.actor) as session:
        names = {account.user_name for account in list_accounts(session, by=manager.actor)}
        with pytest.raises(NotFound):
            find_account(session, by=manager.actor, account_id=stranger.id)
    assert clinician.user_name in names
    assert stranger.user_name not in names


@pytest.mark.parametrize("act", [disable_user, enable_user])
def test_stranger_cannot_be_told_from_nobody(people, place, act):
    _, manager, _ = place
    stranger = people.person(role=Role.CLINICIAN)
    for account_id in (stranger.id, people.organisation()):
        with people.database.work(manager.actor) as work, pytest.raises(NotFound):
            act(work, by=manager.actor, account_id=account_id)


def test_manager_resets_nobody_who_also_works_elsewhere(people, place):
    _, manager, clinician = place
    admin = people.person(role=Role.SYSTEM_ADMINISTRATOR).actor
    with people.database.work(admin) as work:
        grant_membership(work, by=admin, account_id=clinician.id, org_id=people.organisation(), role=Role.CLINICIAN)
    with people.database.work(manager.actor) as work, pytest.raises(Forbidden):
        reset_password(work, by=manager.actor, account_id=clinician.id, passwords=people.passwords)


def test_nobody_manages_themselves(people, place):
    org, manager, _ = place
    admin = people.person(role=Role.SYSTEM_ADMINISTRATOR)
    with people.database.work(manager.actor) as work, pytest.raises(Forbidden):
        disable_user(work, by=manager.actor, account_id=manager.id)
    with people.database.work(admin.actor) as work, pytest.raises(Forbidden):
        grant_membership(work, by=admin.actor, account_id=admin.id, org_id=org, role=Role.CLINICIAN)


def test_administrator_is_given_no_clinical_role_by_anybody(people, place):
    org, _, clinician = place
    admin, other = (people.person(org, Role.SYSTEM_ADMINISTRATOR) for _ in range(2))
    for account, role in ((other, Role.CLINICIAN), (clinician, Role.SYSTEM_ADMINISTRATOR)):
        with people.database.work(admin.actor) as work, pytest.raises(Invalid) as refused:
            grant_membership(work, by=admin.actor, account_id=account.id, org_id=org, role=role)
        assert refused.value.errors == {"role": ["administrator_reads_no_record"]}


def test_clinician_works_at_no_court(people, place):
    _, _, clinician = place
    admin = people.person(role=Role.SYSTEM_ADMINISTRATOR).actor
    court = people.organisation(OrganisationKind.COURT)
    with people.database.work(admin) as work, pytest.raises(Invalid) as refused:
        grant_membership(work, by=admin, account_id=clinician.id, org_id=court, role=Role.CLINICIAN)
    assert refused.value.errors == {"role": ["role_not_in_this_kind"]}


def test_reset_leaves_the_second_factor_on_and_ends_the_sessions(people, place):
    _, manager, clinician = place
    token = people.signed_in(clinician)
    with people.database.work(manager.actor) as work:
        given = reset_password(work, by=manager.actor, account_id=clinician.id, passwords=people.passwords)
    assert people.found(token) is None
    found = people.found(people.password_step(clinician.user_name, given))
    assert found.has_second_factor
    assert found.must_change_password


def test_second_factor_is_reset_by_the_administrator_only(people, place):
    _, manager, clinician = place
    with people.database.work(manager.actor) as work, pytest.raises(Forbidden):
        reset_second_factor(work, by=manager.actor, account_id=clinician.id)
    admin = people.person(role=Role.SYSTEM_ADMINISTRATOR).actor
    with people.database.work(admin) as work:
        reset_second_factor(work, by=admin, account_id=clinician.id)
    assert not people.found(people.password_step(clinician.user_name, clinician.password)).has_second_factor


def test_given_password_and_secret_are_for_the_operator_only(people, place):
    org, _, _ = place
    admin = people.person(role=Role.SYSTEM_ADMINISTRATOR).actor
    with people.database.work(admin) as work, pytest.raises(Forbidden):
        provision_user(
            work, by=admin, new=new(org), password="x" * 20, totp_secret="A" * 32, passwords=people.passwords
        )


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.LIAISON_OFFICER, Role.BOARD_ANALYST])
def test_others_manage_nobody(people, place, role):
    org, _, clinician = place
    by = Actor(user_id=people.organisation(), org_id=org, role=role)
    with people.database.work(by) as work:
        for act in (disable_user, enable_user, find_account):
            with pytest.raises(Forbidden):
                act(work, by=by, account_id=clinician.id)


def test_each_change_is_in_the_audit_with_who_did_it(people, place, audited):
    org, manager, clinician = place
    with people.database.work(manager.actor) as work:
        reset_password(work, by=manager.actor, account_id=clinician.id, passwords=people.passwords)
        grant_membership(work, by=manager.actor, account_id=clinician.id, org_id=org, role=Role.PROVIDER_MANAGER)
        held = find_account(work, by=manager.actor, account_id=clinician.id).memberships[0]
        end_membership(work, by=manager.actor, membership_id=held.id)
        disable_user(work, by=manager.actor, account_id=clinician.id)
    events = audited(clinician.id)[-4:]
    assert [event["act"] for event in events] == [
        "account.update", "account.role_grant", "account.role_revoke", "account.disable",
    ]  # fmt: skip
    assert {event["actor"] for event in events} == {str(manager.id)}
    assert not any(clinician.user_name in str(event) for event in events)


def test_new_organisation_has_its_three_keys_at_once(people):
    org = people.organisation()
    with people.database.engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.org', :org, true)"), {"org": str(org)})
        found = connection.execute(
            text("SELECT purpose FROM keys.org_key WHERE org_id = :org ORDER BY purpose"), {"org": org}
        )
        assert found.scalars().all() == ["draft", "index", "kek"]


def test_making_an_organisation_leaves_the_administrator_in_the_own(people):
    admin = people.person(role=Role.SYSTEM_ADMINISTRATOR).actor
    with people.database.work(admin) as work:
        create_organisation(
            work, by=admin, new=NewOrganisation(f"x-{admin.user_id.hex[-8:]}", "Otro", OrganisationKind.COURT)
        )
        assert work.execute(text("SELECT current_setting('app.org')")).scalar_one() == str(admin.org_id)


def test_manager_makes_no_organisation(people, place):
    _, manager, _ = place
    with people.database.work(manager.actor) as work, pytest.raises(Forbidden):
        create_organisation(work, by=manager.actor, new=NewOrganisation("x", "X", OrganisationKind.COURT))


def test_places_stand_inside_one_another_in_their_order(people):
    by, tag = people.nobody, people.organisation().hex[-6:]
    with people.database.work(by) as work:
        country = create_place(work, by=by, new=NewPlace(PlaceKind.COUNTRY, tag, "País"))
        region = create_place(work, by=by, new=NewPlace(PlaceKind.REGION, "01", "Región", country.id))
        assert region.parent_id == country.id
        for wrong in (
            NewPlace(PlaceKind.DISTRICT, "02", "Barrio", region.id),
            NewPlace(PlaceKind.REGION, "02", "Región"),
            NewPlace(PlaceKind.COUNTRY, "zz", "País", country.id),
        ):
            with pytest.raises(Invalid):
                create_place(work, by=by, new=wrong)
        with pytest.raises(Invalid) as refused:
            create_place(work, by=by, new=NewPlace(PlaceKind.REGION, "01", "Otra", country.id))
        assert refused.value.errors == {"code": ["code_taken"]}


def test_closed_account_opens_again_as_it_was(people, place):
    _, manager, clinician = place
    with people.database.work(manager.actor) as work:
        disable_user(work, by=manager.actor, account_id=clinician.id)
    assert people.password_step(clinician.user_name, clinician.password) is None
    with people.database.work(manager.actor) as work:
        enable_user(work, by=manager.actor, account_id=clinician.id)
    with people.database.read(manager.actor) as session:
        assert session.get(UserAccount, clinician.id).disabled_at is None
    assert people.password_step(clinician.user_name, clinician.password)
