"""The blueprint of accounts, and what its pages share."""

from collections.abc import Callable, Mapping, Sequence

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from registry.access.roles import ROLES, Role
from registry.accounts.next_page import local_page
from registry.accounts.signed_in import BOTH_FACTORS, OpenSession
from registry.web.messages import message

blueprint = Blueprint("accounts", __name__, template_folder="templates")


@blueprint.context_processor
def page_words() -> dict[str, Callable[[str], str]]:
    """What the templates of accounts say of a role."""
    return {"role_label": role_label}


def typed_line(name: str) -> str:
    """A field of the form as one line: what cannot be seen, and what PostgreSQL cannot keep, is a space."""
    typed = request.form.get(name, "")
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())


def role_label(role: str) -> str:
    """The name of a role in the person's language."""
    return str(ROLES[Role(role)].label)


Errors = Mapping[str, Sequence[str]]


def page_of_step(opened: OpenSession | None, wanted: str | None) -> str:
    """The address of what a sign-in still wants, or of the page it leads to."""
    if opened is None:
        return url_for("accounts.sign_in", next=wanted)
    if opened.factors < BOTH_FACTORS:
        step = "accounts.code" if opened.has_second_factor else "accounts.first_second_factor"
        return url_for(step, next=wanted)
    if opened.must_change_password:
        return url_for("accounts.first_password", next=wanted)
    if opened.membership_id is None:
        return url_for("accounts.membership", next=wanted)
    return local_page(wanted)


def words(errors: Errors) -> dict[str, str]:
    """The first error of each field, in the person's language."""
    return {field: message(codes[0]) for field, codes in errors.items() if codes}


def error_list(errors: Errors) -> list[tuple[str, str]]:
    """The errors for the summary at the head of the page."""
    return list(words(errors).items())


def not_right() -> list[tuple[str, str]]:
    """One answer for unknown, closed, locked and wrong."""
    return [("user_name", _("The user name or the password is not right, or signing in is paused for a while."))]
