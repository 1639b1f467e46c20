"""The way through a form: which step comes next, what is wrong with it, and the moment it is sent."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marshmallow import Schema
from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.errors import NotFound, Stale
from registry.records.drafts import FormDraft, Raw, find_draft, finish_draft
from registry.records.kinds import RecordKind, Step
from registry.schemas.base import flat_errors, parse
from registry.web.forms.raw import payload_of, raw_of

VERSION = "row_version__"
CHECK = "check"


@dataclass(frozen=True, slots=True)
class Target:
    """What a form is about: a patient, and the record to change if there is one."""

    patient_id: UUID | None
    record_id: UUID | None
    draft_id: UUID


def shown_steps(kind: RecordKind, raw: Raw) -> list[Step]:
    """The steps that what was typed so far calls for."""
    return [step for step in kind.steps if step.when(raw)]


def asked_only(kind: RecordKind, raw: Raw) -> Raw:
    """Without what was typed into steps that are no longer asked: what the check page does not show is not sent."""
    shown = {path for step in shown_steps(kind, raw) for path in step.fields}
    hidden = {path.replace(".", "-") for step in kind.steps for path in step.fields if path not in shown}
    return {name: values for name, values in raw.items() if name.partition("__")[0] not in hidden}


def step_named(kind: RecordKind, slug: str) -> Step:
    """The step, or NotFound."""
    for step in kind.steps:
        if step.slug == slug:
            return step
    raise NotFound


def step_after(kind: RecordKind, slug: str, raw: Raw) -> str | None:
    """Slug of the next step, or None after the last."""
    slugs = [step.slug for step in shown_steps(kind, raw)]
    position = slugs.index(slug) if slug in slugs else -1
    return slugs[position + 1] if position + 1 < len(slugs) else None


def step_before(kind: RecordKind, slug: str, raw: Raw) -> str | None:
    """Slug of the step before, or None at the first."""
    slugs = [step.slug for step in shown_steps(kind, raw)]
    position = len(slugs) if slug == CHECK else (slugs.index(slug) if slug in slugs else 0)
    return slugs[position - 1] if position > 0 else None


def step_errors(schema: Schema, step: Step, raw: Raw) -> dict[str, list[str]]:
    """What is wrong with the fields of one step."""
    found = flat_errors(schema.validate(payload_of(schema, raw)))
    return {path: codes for path, codes in found.items() if _belongs(path, step.fields)}


def _belongs(path: str, names: tuple[str, ...]) -> bool:
    return any(path == name or path.startswith(f"{name}.") for name in names)


def step_of_error(kind: RecordKind, path: str) -> Step:
    """The step where a field is asked; the first step for an error of no field."""
    for step in kind.steps:
        if _belongs(path, step.fields) or any(name.startswith(f"{path}.") for name in step.fields):
            return step
    return kind.steps[0]


def starting_raw(session: Session, *, by: Actor, kind: RecordKind, target: Target) -> Raw:
    """What the form begins with: the draft, else the record to change, else the kind's own suggestions."""
    draft = find_draft(session, by=by, draft_id=target.draft_id)
    if draft is not None:
        if not draft.is_about(kind.name, target.patient_id, target.record_id):
            raise NotFound
        return draft.raw
    schema = kind.schema()
    suggested: Raw = {}
    if target.patient_id is not None and kind.prefill is not None and (not target.record_id or kind.prefills_change):
        suggested = raw_of(schema, kind.prefill(session, by, target.patient_id))
    if target.record_id is not None:
        row = kind.fetch(session, by=by, patient_id=target.patient_id, record_id=target.record_id)
        return {**suggested, **raw_of(schema, schema.dump(row)), VERSION: [str(row.row_version)]}
    return suggested


def send(session: Session, *, by: Actor, kind: RecordKind, target: Target, raw: Raw, draft: FormDraft) -> UUID:
    """Make or change the record from what was typed, and close the draft, in the caller's transaction.

    Sent twice, the second answer is the first's record. Raises Invalid or Stale; then nothing is changed.
    """
    if draft.submitted_at is not None:
        if draft.result_id is None:
            raise NotFound
        return draft.result_id
    schema = kind.schema()
    command = parse(schema, payload_of(schema, asked_only(kind, raw)))
    if target.record_id is None:
        record = kind.create(session, by=by, patient_id=target.patient_id, command=command)
    else:
        record = _changed(session, by, kind, target, raw, command)
    record_id: UUID = record.id
    finish_draft(draft, record_id)
    return record_id


def _changed(session: Session, by: Actor, kind: RecordKind, target: Target, raw: Raw, command: Any) -> Any:
    if kind.change is None:
        raise NotFound
    version = (raw.get(VERSION) or ["0"])[-1]
    if not version.isdecimal():
        raise Stale
    return kind.change(
        session,
        by=by,
        patient_id=target.patient_id,
        record_id=target.record_id,
        command=command,
        row_version=int(version),
    )
