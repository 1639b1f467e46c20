"""Input schemas: unknown fields are refused, what is right becomes a frozen command."""

from collections.abc import Mapping
from typing import Any, ClassVar

from marshmallow import RAISE, Schema, ValidationError, post_load

from registry.errors import Invalid


class InputSchema(Schema):
    """Base of all input schemas. `command` is the frozen dataclass made of valid input."""

    command: ClassVar[type[Any]]

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "unknown_field", "type": "invalid"}

    @post_load
    def make_command(self, data: dict[str, Any], **kw: Any) -> Any:
        """The frozen command; absent optional fields take the command's own defaults."""
        return self.command(**data)


def parse(schema: Schema, payload: Mapping[str, Any]) -> Any:
    """Load a payload into its command; Invalid names each field (`substances.0.route`) and its codes."""
    try:
        return schema.load(payload)
    except ValidationError as error:
        raise Invalid(flat_errors(error.messages)) from error


def flat_errors(messages: Any, prefix: str = "") -> dict[str, list[str]]:
    """Nested marshmallow messages as dotted field names."""
    if isinstance(messages, list):
        return {prefix.removesuffix(".") or "form": [str(m) for m in messages]}
    found: dict[str, list[str]] = {}
    for key, value in messages.items():
        name = prefix.removesuffix(".") if key == "_schema" else f"{prefix}{key}"
        found.update(flat_errors(value, f"{name}."))
    return found
