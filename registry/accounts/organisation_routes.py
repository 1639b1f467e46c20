"""Pages of organisations and places, for the system administrator."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from registry.access.permissions import Permission
from registry.accounts.blueprint import Errors, blueprint, error_list, typed_line, words
from registry.errors import Invalid
from registry.organisations.models import OrganisationKind, PlaceKind
from registry.organisations.queries import list_organisations, list_places
from registry.organisations.services import NewOrganisation, NewPlace, create_organisation, create_place
from registry.web.guard import requires
from registry.web.runtime import current_actor, database

KIND_LABELS = {
    OrganisationKind.PROVIDER: _l("Treatment service"),
    OrganisationKind.COURT: _l("Court"),
    OrganisationKind.LIAISON_OFFICE: _l("Court liaison office"),
    OrganisationKind.HEALTH_BOARD: _l("Health board"),
    OrganisationKind.LICENSING_AUTHORITY: _l("Licensing authority"),
}
PLACE_LABELS = {
    PlaceKind.COUNTRY: _l("Country"),
    PlaceKind.REGION: _l("Region"),
    PlaceKind.MUNICIPALITY: _l("Municipality"),
    PlaceKind.DISTRICT: _l("District"),
}


@blueprint.get("/organisations")
@requires(Permission.ORGANISATION_MANAGE)
def organisations() -> ResponseReturnValue:
    """All organisations and places."""
    return _page({})


@blueprint.post("/organisations")
@requires(Permission.ORGANISATION_MANAGE)
def create_organisation_now() -> ResponseReturnValue:
    """Enter an organisation; its keys are made with it."""
    by = current_actor()
    try:
        with database().work(by) as work:
            create_organisation(work, by=by, new=_typed_organisation())
    except Invalid as wrong:
        return _page(wrong.errors), 422
    flash(_("The organisation is entered."), "success")
    return redirect(url_for("accounts.organisations"))


@blueprint.post("/places")
@requires(Permission.ORGANISATION_MANAGE)
def create_place_now() -> ResponseReturnValue:
    """Enter a place."""
    by = current_actor()
    try:
        with database().work(by) as work:
            create_place(work, by=by, new=_typed_place())
    except Invalid as wrong:
        return _page({f"place_{field}": codes for field, codes in wrong.errors.items()}), 422
    flash(_("The place is entered."), "success")
    return redirect(url_for("accounts.organisations"))


def _typed_organisation() -> NewOrganisation:
    form = request.form
    if form.get("kind") not in set(OrganisationKind):
        raise Invalid({"kind": ["required"]})
    return NewOrganisation(
        code=form.get("code", "").strip().lower(),
        name=typed_line("name")[:160],
        kind=OrganisationKind(form["kind"]),
        place_id=_identifier("place_id"),
    )


def _typed_place() -> NewPlace:
    form = request.form
    kind, code, name = form.get("place_kind"), typed_line("place_code"), typed_line("place_name")
    if kind not in set(PlaceKind):
        raise Invalid({"kind": ["required"]})
    if not code or not name:
        raise Invalid({"name" if code else "code": ["required"]})
    return NewPlace(PlaceKind(kind), code[:20], name[:120], _identifier("place_parent_id"))


def _identifier(field: str) -> UUID | None:
    typed = request.form.get(field, "")
    if not typed:
        return None
    try:
        return UUID(typed)
    except ValueError as error:
        raise Invalid({"parent_id" if field == "place_parent_id" else field: ["unknown_code"]}) from error


def _page(errors: Errors) -> str:
    by = current_actor()
    with database().read(by) as work:
        places = list_places(work, by=by)
        return render_template(
            "accounts/organisations.html",
            organisations=list_organisations(work, by=by),
            places=places,
            place_names={place.id: place.name for place in places},
            kinds=KIND_LABELS,
            place_kinds=PLACE_LABELS,
            typed=request.form,
            errors=words(errors),
            error_list=error_list(errors),
        )
