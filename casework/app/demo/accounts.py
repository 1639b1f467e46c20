"""Making the demo's organisations and one account for each role."""

from pathlib import Path
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.app.demo.sign_ins import PEOPLE, SignIn, sign_ins
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
