"""Kinds of record: one declaration from which the HTML form, the JSON API and the case file's lists are made."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel.speaklater import LazyString
from marshmallow import Schema
from sqlalchemy.orm import Session

from registry.access.actor import Actor
from registry.access.permissions import Permission
from registry.records.drafts import Raw
from registry.schemas.base import InputSchema


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a form: at most seven questions. `when` says from what was typed whether it is asked at all."""

    slug: str
    title: LazyString
    fields: tuple[str, ...]
    hint: LazyString | None = None
    when: Callable[[Raw], bool] = lambda raw: True


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record about a patient.

    `create(session, by=, patient_id=, command=)`, `change(session, by=, patient_id=, record_id=, command=,
    row_version=)`, `fetch(session, by=, patient_id=, record_id=)` and `listing(session, by=, patient_id=)` are the
    slice's services and queries. `prefill(session, by, patient_id)` gives the values a new form starts with; with
    `prefills_change` also what a record to change leaves open, such as the day of an exit.
    `warnings(session, by, raw)` is asked on the last page and shown by `warnings_template`: possible duplicates,
    for instance. `about_patient` is False for the one kind that makes a patient. `sensitive` kinds show in their
    form what other screens mask: opening one to change it is written down as a reveal.
    """

    name: str
    plural: str
    title: LazyString
    new_title: LazyString
    schema: type[InputSchema]
    write: Permission
    create: Callable[..., Any]
    fetch: Callable[..., Any]
    listing: Callable[..., Sequence[Any]]
    steps: tuple[Step, ...]
    change: Callable[..., Any] | None = None
    output: type[Schema] | None = None
    prefill: Callable[[Session, Actor, UUID], dict[str, Any]] | None = None
    prefills_change: bool = False
    about_patient: bool = True
    check_page: bool = True
    warnings: Callable[[Session, Actor, Raw], Any] | None = None
    warnings_template: str = ""
    sensitive: bool = False

    def dump(self, row: Any) -> dict[str, Any]:
        """The record's fields as JSON-able values, by the input schema unless an output schema is declared."""
        found: dict[str, Any] = (self.output or self.schema)().dump(row)
        return found
