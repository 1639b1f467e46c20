"""The actor: who does something, for which organisation, in which role. Passed to every service as `by=`."""

from dataclasses import dataclass, replace
from uuid import UUID

from registry.access.permissions import Permission
from registry.access.roles import ROLES, Role
from registry.errors import Forbidden

SYSTEM_USER = UUID("00000000-0000-7000-8000-000000000001")


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody signed in, in one membership; or the system itself."""

    user_id: UUID
    org_id: UUID
    role: Role
    language: str = "en"
    session: str | None = None
    request: str | None = None
    address: str | None = None

    def may(self, permission: Permission) -> bool:
        """Does the role carry this permission?"""
        return permission in ROLES[self.role].permissions

    def require(self, permission: Permission) -> None:
        """Forbidden when the role does not carry this permission."""
        if not self.may(permission):
            raise Forbidden(permission.value)

    def within(self, org_id: UUID) -> "Actor":
        """The same actor in another organisation: for the system only."""
        if self.role is not Role.SYSTEM:
            raise Forbidden("organisation:switch")
        return replace(self, org_id=org_id)


def system_actor(org_id: UUID) -> Actor:
    """The operator's own hand: command line, imports, jobs."""
    return Actor(user_id=SYSTEM_USER, org_id=org_id, role=Role.SYSTEM)
