"""The bearer of an API token. The API takes no cookie, so no form of another site can reach it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, Select, select, update

from registry import clock
from registry.access.actor import Actor
from registry.access.roles import Role
from registry.accounts.api_tokens import PREFIX
from registry.accounts.models import ApiToken, Membership, UserAccount
from registry.security.tokens import token_digest

SCHEME = "bearer"
_TOUCH = timedelta(minutes=1)
_FIND: Select[*tuple[Any, ...]] = (
    select(
        ApiToken.id,
        ApiToken.used_at,
        Membership.user_id,
        Membership.org_id,
        Membership.role,
        UserAccount.language,
    )
    .join(Membership, Membership.id == ApiToken.membership_id)
    .join(UserAccount, UserAccount.id == Membership.user_id)
    .where(
        ApiToken.revoked_at.is_(None),
        Membership.ended_at.is_(None),
        UserAccount.disabled_at.is_(None),
    )
)


def actor_of_bearer(
    engine: Engine, authorization: str | None, *, request: str | None = None, address: str | None = None
) -> Actor | None:
    """Who holds the token of an `Authorization: Bearer` header; None when it opens nothing.

    `request` and `address` go into the audit: the request's id and the keyed digest of the address.
    """
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != SCHEME or not token.startswith(PREFIX):
        return None
    now = clock.now()
    found = _FIND.where(ApiToken.token_hash == token_digest(token.strip()), ApiToken.expires_at > now)
    with engine.connect() as connection:
        row = connection.execute(found).first()
    if row is None:
        return None
    if row.used_at is None or now - row.used_at >= _TOUCH:
        with engine.begin() as connection:
            connection.execute(update(ApiToken).where(ApiToken.id == row.id).values(used_at=now))
    return Actor(
        user_id=row.user_id,
        org_id=row.org_id,
        role=Role(row.role),
        language=row.language,
        session=f"token:{row.id}",
        request=request,
        address=address,
    )
