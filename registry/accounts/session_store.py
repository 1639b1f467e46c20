"""The table of web sessions as the cookie sees it: one query to open, small transactions to keep.

Works through the engine, not a unit of work: the request's own transaction may be read-only, and nobody is
known yet.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, select, text, update

from registry.accounts.models import Membership, UserAccount, WebSession
from registry.accounts.signed_in import OpenSession
from registry.organisations.models import Organisation
from registry.security.tokens import token_digest

_LAZY = text("SET LOCAL synchronous_commit = off")
_OPEN: Select[*tuple[Any, ...]] = (
    select(
        WebSession.id,
        WebSession.user_id,
        WebSession.membership_id,
        WebSession.factors,
        WebSession.data,
        WebSession.browser,
        WebSession.created_at,
        WebSession.seen_at,
        UserAccount.user_name,
        UserAccount.display_name,
        UserAccount.language,
        UserAccount.must_change_password,
        UserAccount.totp_confirmed_at.is_not(None).label("has_second_factor"),
        Membership.org_id,
        Organisation.name.label("organisation_name"),
        Membership.role,
    )
    .join(UserAccount, UserAccount.id == WebSession.user_id)
    .outerjoin(Membership, Membership.id == WebSession.membership_id)
    .outerjoin(Organisation, Organisation.id == Membership.org_id)
    .where(
        WebSession.ended_at.is_(None),
        UserAccount.disabled_at.is_(None),
        Membership.ended_at.is_(None),
    )
)


class SessionStore:
    """Reads and writes the rows behind the cookies of one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, token: str) -> OpenSession | None:
        """The session of a token with its account and membership, in one query.

        None when it was ended, or the account was closed, or the membership ended: at the very next request.
        """
        with self._engine.connect() as connection:
            row = connection.execute(_OPEN.where(WebSession.token_hash == token_digest(token))).first()
        return None if row is None else OpenSession(**row._mapping)

    def touch(self, token: str, at: datetime) -> None:
        """Note the last use."""
        self._change(token, {"seen_at": at})

    def keep(self, token: str, data: str) -> None:
        """Keep what the pages put into the session."""
        self._change(token, {"data": data})

    def _change(self, token: str, values: Mapping[str, Any]) -> None:
        open_row = update(WebSession).where(WebSession.token_hash == token_digest(token), WebSession.ended_at.is_(None))
        with self._engine.begin() as connection:
            connection.execute(_LAZY)
            connection.execute(open_row.values(**values))
