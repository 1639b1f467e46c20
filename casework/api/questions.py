"""What may stand behind the question mark: paging and reveals."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from marshmallow.validate import Length, OneOf, Range
from webargs import fields

from registry.people.reveals import Group, reveal
from registry.schemas.base import InputSchema
from registry.web.runtime import current_actor, database

LONGEST_PAGE = 200
_REVEAL = (
    "Groups to show that are masked otherwise. Each is an act of its own in the audit log and needs its permission"
)


def _reveal_field() -> fields.DelimitedList:
    group = fields.Str(validate=OneOf([group.value for group in Group], error="unknown_code"))
    some = Length(min=1, error="invalid")
    return fields.DelimitedList(group, load_default=list, validate=some, metadata={"description": _REVEAL})


@dataclass(frozen=True, slots=True)
class Reveal:
    """The groups to show."""

    reveal: list[str]

    def of(self, patient_id: UUID) -> frozenset[Group]:
        """Write each reveal down before anything is shown. Forbidden, or NotFound for a patient out of sight."""
        groups = frozenset(Group(name) for name in self.reveal)
        for group in sorted(groups):
            reveal(database(), by=current_actor(), patient_id=patient_id, what=group)
        return groups


@dataclass(frozen=True, slots=True)
class PageQuestion(Reveal):
    """One page of a list."""

    limit: int
    after: UUID | None = None


class RevealSchema(InputSchema):
    """Query of one record."""

    command: ClassVar[type[Any]] = Reveal

    reveal = _reveal_field()


class PageSchema(RevealSchema):
    """Query of a list."""

    command: ClassVar[type[Any]] = PageQuestion

    limit = fields.Int(
        load_default=50,
        validate=Range(1, LONGEST_PAGE, error=f"out_of_range:1:{LONGEST_PAGE}"),
        error_messages={"invalid": "not_a_number"},
        metadata={"description": "Longest page"},
    )
    after = fields.UUID(
        error_messages={"invalid_uuid": "invalid"}, metadata={"description": "Id of the last record already seen"}
    )
