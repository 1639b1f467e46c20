"""The demo's organisations and one account for each role, with passwords made anew for each data folder."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import UUID

import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.access.actor import Actor, system_actor
from registry.access.roles import Role
from registry.accounts.models import UserAccount
from registry.accounts.users import NewUser, provision_user
from registry.db.work import Database
from registry.organisations.models import Organisation, OrganisationKind, Place, PlaceKind
from registry.organisations.services import NewOrganisation, NewPlace, create_organisation, create_place
from registry.security.keys import INSTALLATION
from registry.security.passwords import Passwords

PLACES = (
    (PlaceKind.COUNTRY, "XX", "República de Ejemplo"),
    (PlaceKind.REGION, "01", "Región del Puente"),
    (PlaceKind.MUNICIPALITY, "001", "Ciudad Ribera"),
    (PlaceKind.DISTRICT, "01", "Distrito Norte"),
)
ORGANISATIONS = (
    ("centro-norte", "Centro Norte", OrganisationKind.PROVIDER, "1"),
    ("casa-del-rio", "Casa del Río", OrganisationKind.PROVIDER, "2"),
    ("hospital-sur", "Hospital de Día Sur", OrganisationKind.PROVIDER, "1"),
    ("juzgado-uno", "Oficina de Enlace del Juzgado Uno", OrganisationKind.LIAISON_OFFICE, None),
    ("consejo-salud", "Consejo de Salud Ribera", OrganisationKind.HEALTH_BOARD, None),
    ("autoridad-licencias", "Autoridad de Licencias", OrganisationKind.LICENSING_AUTHORITY, None),
)
PEOPLE = (
    (Role.CLINICIAN, "ana", "Ana Ribera", "es", "centro-norte"),
    (Role.CLINICIAN, "joao", "João Ponte", "pt", "casa-del-rio"),
    (Role.PROVIDER_MANAGER, "marta", "Marta Viaducto", "es", "centro-norte"),
    (Role.LIAISON_OFFICER, "luis", "Luis Arco", "es", "juzgado-uno"),
    (Role.BOARD_ANALYST, "brigitte", "Brigitte Pont", "fr", "consejo-salud"),
    (Role.DATA_PROTECTION_OFFICER, "diana", "Diana Bridge", "en", "centro-norte"),
    (Role.SYSTEM_ADMINISTRATOR, "sol", "Sol Pasarela", "en", "centro-norte"),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody needs to sign in to the demo."""

    role: str
    user_name: str
    password: str
    totp_secret: str
    organisation: str
    language: str


def sign_ins(folder: Path) -> list[SignIn]:
    """The demo's sign-ins, made on first use and kept in a file that only its owner reads."""
    path = folder / "demo-sign-ins.json"
    if not path.exists():
        made = [asdict(_sign_in(role, name, language, org)) for role, name, _shown, language, org in PEOPLE]
        draft = path.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(made, file)
        draft.replace(path)
    return [SignIn(**entry) for entry in json.loads(path.read_text())]


def _sign_in(role: Role, name: str, language: str, organisation: str) -> SignIn:
    words = "-".join(secrets.token_hex(3) for _ in range(3))
    return SignIn(role.value, f"{name}@demo", f"demo-{words}", pyotp.random_base32(), organisation, language)


def seed_accounts(database: Database, passwords: Passwords, folder: Path) -> dict[str, UUID]:
    """Make what is missing of places, organisations and accounts. Returns organisation ids by code."""
    root = system_actor(INSTALLATION)
    with database.work(root) as session:
        district = _places(session, root)
        organisations = {entry[0]: _organisation(session, root, district, *entry) for entry in ORGANISATIONS}
        shown = {f"{name}@demo": display for _role, name, display, _language, _org in PEOPLE}
        for entry in sign_ins(folder):
            _account(session, root, entry, shown[entry.user_name], organisations[entry.organisation], passwords)
    return organisations


def _places(session: Session, by: Actor) -> UUID:
    parent: UUID | None = None
    for kind, code, name in PLACES:
        query = select(Place.id).where(Place.code == code, Place.parent_id.is_not_distinct_from(parent))
        found = session.scalar(query)
        parent = found or create_place(session, by=by, new=NewPlace(kind, code, name, parent)).id
        session.flush()  # the next place refers to it
    if parent is None:
        raise RuntimeError("the demo has no place")
    return parent


def _organisation(
    session: Session, by: Actor, place: UUID, code: str, name: str, kind: OrganisationKind, centre: str | None
) -> UUID:
    found = session.scalar(select(Organisation.id).where(Organisation.code == code))
    if found is not None:
        return found
    return create_organisation(session, by=by, new=NewOrganisation(code, name, kind, place, centre)).id


def _account(session: Session, by: Actor, entry: SignIn, shown: str, org_id: UUID, passwords: Passwords) -> None:
    if session.scalar(select(UserAccount.id).where(UserAccount.user_name == entry.user_name)) is not None:
        return
    new = NewUser(entry.user_name, shown, entry.language, org_id, Role(entry.role))
    provision_user(session, by=by, new=new, password=entry.password, totp_secret=entry.totp_secret, passwords=passwords)
