"""flask-smorest's blueprint with types, and with our way of reading requests."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_smorest import Blueprint
from marshmallow import Schema

from registry.web.api.parser import ApiParser

F = TypeVar("F", bound=Callable[..., Any])


class ApiBlueprint(Blueprint):  # type: ignore[misc]
    """Views in it take parsed commands and are described by their schemas."""

    ARGUMENTS_PARSER = ApiParser()

    def arguments(self, schema: type[Schema], *, location: str = "json", **options: Any) -> Callable[[F], F]:
        """The view takes the command that `schema` makes of the body or the query."""
        found: Callable[[F], F] = super().arguments(schema, location=location, **options)
        return found

    def response(self, status_code: int, schema: type[Schema], **options: Any) -> Callable[[F], F]:
        """The view answers with this; it returns the answer itself, so the schema only describes it."""
        found: Callable[[F], F] = super().response(status_code, schema, **options)
        return found
