"""Who is behind a web session: the row with its account and membership, and what flask-login sees of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask_login import UserMixin

from registry.access.actor import Actor
from registry.access.roles import ROLES, Role

FIRST_FACTOR_LIFETIME = timedelta(minutes=10)
RECOGNISABLE = timedelta(hours=24)
BOTH_FACTORS = 2


@dataclass(frozen=True, slots=True)
class OpenSession:
    """One row of web_session, joined with its account and membership."""

    id: UUID
    user_id: UUID
    membership_id: UUID | None
    factors: int
    data: str
    browser: str
    created_at: datetime
    seen_at: datetime
    user_name: str
    display_name: str
    language: str
    must_change_password: bool
    has_second_factor: bool
    org_id: UUID | None
    organisation_name: str | None
    role: str | None

    @property
    def is_complete(self) -> bool:
        """Both factors shown, a password of one's own, and a membership to act in: only then is data near."""
        return self.factors >= BOTH_FACTORS and not self.must_change_password and self.membership_id is not None

    def ends_at(self, idle: timedelta, absolute: timedelta) -> datetime:
        """The moment after which it counts as expired."""
        if self.factors < BOTH_FACTORS:
            return self.created_at + FIRST_FACTOR_LIFETIME
        return min(self.seen_at + idle, self.created_at + absolute)


@dataclass(frozen=True, slots=True)
class ExpiredSession:
    """Whose session a cookie was before its time ran out; they did not sign out.

    A form posted under it is kept as a draft of its owner. The form token was checked like any other.
    """

    user_id: UUID
    org_id: UUID
    role: Role


class SignedIn(UserMixin):  # type: ignore[misc]
    """flask-login's user: one open session with both factors."""

    def __init__(self, opened: OpenSession, request_id: str = "", address: str | None = None) -> None:
        if not opened.is_complete or opened.org_id is None or opened.role is None:
            raise ValueError("a session that is not complete is nobody's")
        self.opened = opened
        self.session_id = opened.id
        self.membership_id = opened.membership_id
        self.display_name = opened.display_name
        self.user_name = opened.user_name
        self.organisation_name = opened.organisation_name
        self.actor = Actor(
            user_id=opened.user_id,
            org_id=opened.org_id,
            role=Role(opened.role),
            language=opened.language,
            session=str(opened.id),
            request=request_id or None,
            address=address,
        )

    def get_id(self) -> str:
        """What flask-login keeps in the session's data; it opens nothing by itself."""
        return str(self.opened.user_id)

    @property
    def language(self) -> str:
        """The language of the account's screens."""
        return self.opened.language

    @property
    def role_label(self) -> str:
        """The role in the reader's language."""
        return str(ROLES[self.actor.role].label)
