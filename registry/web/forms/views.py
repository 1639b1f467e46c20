"""The views of one kind of record's form: begin, step, check, send, autosave, discard; made from its declaration."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time, get_locale
from werkzeug.wrappers import Response as BaseResponse

from audit.events import Act
from registry.access.permissions import Permission
from registry.access.trail import record_look
from registry.errors import Invalid, Stale
from registry.ids import new_id
from registry.people.scopes import get_patient
from registry.records.drafts import Raw, discard_draft, find_draft, save_draft, unfinished
from registry.records.kinds import RecordKind, Step
from registry.web.forms import flow
from registry.web.forms.bound import BoundField, bind
from registry.web.forms.flow import CHECK, VERSION, Target
from registry.web.forms.raw import typed_fields
from registry.web.forms.summary import differing_rows, summary_parts
from registry.web.guard import requires
from registry.web.messages import message
from registry.web.runtime import current_actor, database


class FormViews:
    """Holds the kind and where to go when done; its methods are the views.

    `after(kind, patient_id, record_id)` is the address to go to when the form has been sent.
    """

    def __init__(
        self, kind: RecordKind, blueprint: str, after: Callable[[RecordKind, UUID | None, UUID | None], str]
    ) -> None:
        self.kind, self.blueprint, self.after = kind, blueprint, after

    def address(self, view: str, target: Target | None = None, **more: Any) -> str:
        """The address of one of this kind's views."""
        values: dict[str, Any] = dict(more)
        if target is not None:
            values.update(patient_id=target.patient_id, draft_id=target.draft_id, record=target.record_id)
        return url_for(
            f"{self.blueprint}.{self.kind.name}_{view}", **{k: v for k, v in values.items() if v is not None}
        )

    def begin(self, patient_id: UUID | None = None, record_id: UUID | None = None) -> ResponseReturnValue:
        """Go on with the unfinished draft of the same thing, or start with a new one."""
        actor = current_actor()
        with database().read(actor) as session:
            if patient_id is not None:
                get_patient(session, by=actor, patient_id=patient_id)
            draft = unfinished(session, by=actor, kind=self.kind.name, patient_id=patient_id, record_id=record_id)
            target = Target(patient_id, record_id, draft.id if draft else new_id())
        step = self.kind.steps[0].slug
        return redirect(self.address("step", target, step=step, resumed=1 if draft else None))

    def step(self, draft_id: UUID, step: str, patient_id: UUID | None = None) -> ResponseReturnValue:
        """Show one step, or take what was typed into it."""
        target = Target(patient_id, _record_argument(), draft_id)
        if request.method == "GET":
            return self._show(target, step, self._raw(target), {})
        raw, record_id = self._save(target)
        if record_id is not None:
            return self._done(target, record_id)
        if request.form.get("action") == "later":
            return redirect(self.after(self.kind, patient_id, None))
        if step == CHECK:
            return self._send(target, step, raw)
        errors = flow.step_errors(self.kind.schema(), flow.step_named(self.kind, step), raw)
        if errors:
            return self._show(target, step, raw, errors), 422
        following = flow.step_after(self.kind, step, raw)
        if following is None and not self.kind.check_page:
            return self._send(target, step, raw)
        return redirect(self.address("step", target, step=following or CHECK))

    def autosave(self, draft_id: UUID, patient_id: UUID | None = None) -> ResponseReturnValue:
        """Keep what has been typed so far; says when."""
        self._save(Target(patient_id, _record_argument(), draft_id))
        return {"saved_at": format_time(format="short")}

    def discard(self, draft_id: UUID, patient_id: UUID | None = None) -> ResponseReturnValue:
        """Throw the draft away and go back."""
        actor = current_actor()
        with database().work(actor) as session:
            discard_draft(session, by=actor, draft_id=draft_id)
        return redirect(self.after(self.kind, patient_id, None))

    def _raw(self, target: Target) -> Raw:
        actor = current_actor()
        with database().read(actor) as session:
            if target.patient_id is not None:
                get_patient(session, by=actor, patient_id=target.patient_id)
            if target.record_id is not None:
                self._note_look(target)
            draft = find_draft(session, by=actor, draft_id=target.draft_id)
            if draft is not None and draft.submitted_at is not None:
                abort(self._done(target, draft.result_id))
            return flow.starting_raw(session, by=actor, kind=self.kind, target=target)

    def _note_look(self, target: Target) -> None:
        """The form of an existing record shows it: no log, no look."""
        record_look(
            database(),
            by=current_actor(),
            act=Act.RECORD_REVEAL if self.kind.sensitive else Act.RECORD_VIEW,
            obj=f"{self.kind.name}:{target.record_id}",
            subject=target.patient_id,
            fields=sorted(self.kind.schema().fields),
        )

    def _save(self, target: Target) -> tuple[Raw, UUID | None]:
        """Keep what was typed; and the record that the draft has become, if it was sent already."""
        actor = current_actor()
        typed = typed_fields(request.form)
        boxes = request.form.getlist("boxes__")
        typed = {**{name: [] for name in boxes}, **{k: v for k, v in typed.items() if k != "boxes__"}}
        with database().work(actor) as session:
            if target.patient_id is not None:
                get_patient(session, by=actor, patient_id=target.patient_id)
            draft = find_draft(session, by=actor, draft_id=target.draft_id, lock=True)
            start = {} if draft else flow.starting_raw(session, by=actor, kind=self.kind, target=target)
            saved = save_draft(
                session,
                by=actor,
                draft_id=target.draft_id,
                kind=self.kind.name,
                patient_id=target.patient_id,
                record_id=target.record_id,
                typed={**start, **typed},
            )
            return saved.raw, saved.result_id

    def _send(self, target: Target, step: str, raw: Raw) -> ResponseReturnValue:
        actor = current_actor()
        try:
            with database().work(actor) as session:
                draft = find_draft(session, by=actor, draft_id=target.draft_id, lock=True)
                if draft is None:
                    abort(404)
                record_id = flow.send(session, by=actor, kind=self.kind, target=target, raw=raw, draft=draft)
        except Invalid as error:
            asked = flow.step_of_error(self.kind, next(iter(error.errors))).slug
            return self._show(target, step if step == CHECK else asked, raw, error.errors), 422
        except Stale:
            return self._conflict(target, raw), 409
        return self._done(target, record_id)

    def _done(self, target: Target, record_id: UUID | None) -> BaseResponse:
        """Lead to where the record can be seen."""
        patient_id = target.patient_id if self.kind.about_patient else record_id
        return redirect(self.after(self.kind, patient_id, record_id))

    def _conflict(self, target: Target, raw: Raw) -> str:
        """Somebody changed the record meanwhile: show both, keep what was typed, let the person decide."""
        actor = current_actor()
        fresh = Target(target.patient_id, target.record_id, new_id())
        with database().read(actor) as session:
            theirs = flow.starting_raw(session, by=actor, kind=self.kind, target=fresh)
        merged = {**raw, VERSION: theirs[VERSION]}
        stored, typed = (summary_parts(self.kind, found, _language()) for found in (theirs, raw))
        return self._page(target, CHECK, merged, {}, theirs=differing_rows(stored, typed))

    def _show(self, target: Target, step: str, raw: Raw, errors: dict[str, list[str]]) -> str:
        return self._page(target, step, raw, errors)

    def _page(
        self,
        target: Target,
        slug: str,
        raw: Raw,
        errors: dict[str, list[str]],
        theirs: list[Any] | None = None,
    ) -> str:
        kind, actor = self.kind, current_actor()
        steps = flow.shown_steps(kind, raw)
        step = None if slug == CHECK else flow.step_named(kind, slug)
        before = flow.step_before(kind, slug, raw)
        with database().read(actor) as session:
            warnings = kind.warnings(session, actor, raw) if step is None and kind.warnings else None
        return render_template(
            "forms/check.html" if step is None else "forms/step.html",
            kind=kind,
            step=step,
            position=len(steps) + 1 if step is None else steps.index(step) + 1 if step in steps else 1,
            count=len(steps) + (1 if kind.check_page else 0),
            fields=self._fields(step, raw, errors),
            parts=summary_parts(kind, raw, _language()) if step is None else [],
            theirs=theirs,
            warnings=warnings,
            error_list=_error_list(errors),
            row_version=(raw.get(VERSION) or [""])[-1],
            action_url=self.address("step", target, step=slug),
            autosave_url=self.address("autosave", target),
            discard_url=self.address("discard", target),
            back_url=self.address("step", target, step=before) if before else self.after(kind, target.patient_id, None),
            step_url=lambda name: self.address("step", target, step=name),
            resumed=bool(request.args.get("resumed")),
            is_change=target.record_id is not None,
            is_last=step is not None and not kind.check_page and step is steps[-1],
        )

    def _fields(self, step: Step | None, raw: Raw, errors: dict[str, list[str]]) -> list[BoundField]:
        if step is None:
            return []
        schema = self.kind.schema()
        return [bind(schema, path, raw, errors, _language()) for path in step.fields]


def _language() -> str:
    language: str = get_locale().language
    return language


def _record_argument() -> UUID | None:
    text = request.args.get("record", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        abort(404)


def _error_list(errors: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(path.replace(".", "-"), message(codes[0])) for path, codes in errors.items() if codes]


def install_form(
    blueprint: Blueprint, kind: RecordKind, after: Callable[[RecordKind, UUID | None, UUID | None], str]
) -> None:
    """Add the views of a kind's form to a blueprint, each declaring the kind's permission."""
    views = FormViews(kind, blueprint.name, after)
    root = f"/patients/<uuid:patient_id>/{kind.plural}" if kind.about_patient else f"/{kind.plural}"
    form = f"{root}/forms/<uuid:draft_id>"
    rules: list[tuple[str, str, Callable[..., ResponseReturnValue], list[str]]] = [
        (f"{root}/new", "new", views.begin, ["GET"]),
        (f"{form}/autosave", "autosave", views.autosave, ["POST"]),
        (f"{form}/discard", "discard", views.discard, ["POST"]),
        (f"{form}/steps/<step>", "step", views.step, ["GET", "POST"]),
    ]
    if kind.change is not None and kind.about_patient:
        rules.append((f"{root}/<uuid:record_id>/change", "change", views.begin, ["GET"]))
    for rule, name, view, methods in rules:
        blueprint.add_url_rule(rule, f"{kind.name}_{name}", _declared(view, kind.write), methods=methods)


def _declared(view: Callable[..., ResponseReturnValue], permission: Permission) -> Callable[..., ResponseReturnValue]:
    """A function of its own for each rule, carrying the permission (a bound method cannot)."""

    @requires(permission)
    def declared(**values: Any) -> ResponseReturnValue:
        return view(**values)

    return declared
