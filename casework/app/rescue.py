"""A form posted after the session has timed out: what was typed is kept for its owner, who then signs in again."""

from uuid import UUID

from flask import Flask, request, url_for
from flask.typing import ResponseReturnValue

from registry.access.actor import Actor
from registry.accounts.login import expired_owner
from registry.errors import DomainError, NotSignedIn
from registry.records.drafts import save_draft
from registry.web.errors import on_domain_error, sign_in_page, wants_json
from registry.web.forms.raw import typed_fields
from registry.web.runtime import database

KEPT = ("_step", "_autosave")


def keep_and_ask_to_sign_in(error: NotSignedIn) -> ResponseReturnValue:
    """Keep a form's fields as its owner's draft, then answer as for anybody who is not signed in.

    The old session's form token has been checked by then. The draft opens for nobody but its owner.
    """
    kept_at = _keep()
    if kept_at is None or wants_json():
        return on_domain_error(error)
    return sign_in_page(kept_at)


def _keep() -> str | None:
    """Save the posted form when it belongs to a session that timed out. The address where it goes on, or None."""
    owner, endpoint, values = expired_owner(), request.endpoint or "", request.view_args or {}
    kind, _underscore, view = endpoint.rpartition("_")
    if request.method != "POST" or owner is None or f"_{view}" not in KEPT or "draft_id" not in values:
        return None
    actor = Actor(user_id=owner.user_id, org_id=owner.org_id, role=owner.role)
    try:
        with database().work(actor) as session:
            save_draft(
                session,
                by=actor,
                draft_id=values["draft_id"],
                kind=kind.rpartition(".")[2],
                patient_id=values.get("patient_id"),
                record_id=UUID(request.args["record"]) if request.args.get("record") else None,
                typed=typed_fields(request.form),
            )
    except (DomainError, ValueError):
        return None
    if "step" not in values:
        return None
    address: str = url_for(endpoint, **{**values, **request.args.to_dict()})
    return address


def install_rescue(app: Flask) -> None:
    """Answer every request without a session through the rescue."""
    app.register_error_handler(NotSignedIn, keep_and_ask_to_sign_in)
