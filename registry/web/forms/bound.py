"""A field bound to what was typed and what is wrong with it: what the macro `field` draws."""

from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from marshmallow import Schema, fields

from registry.records.drafts import Raw
from registry.schemas.fields import ALL_ANSWERS, Code, CodeAnswer, Day, Text, Whole, WholeAnswer, YesNo
from registry.web.messages import message, missing_label


@dataclass(slots=True)
class BoundField:
    """See registry/web/templates/ui/field.html for what each attribute does."""

    name: str
    label: str
    widget: str
    hint: str = ""
    value: Any = ""
    error: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    missing_options: list[tuple[str, str]] = field(default_factory=list)
    unit: str = ""
    required: bool = False
    autocomplete: str = ""
    inputmode: str = ""
    max_length: int | None = None
    text: str = ""
    search_url: str = ""


def schema_field(schema: Schema, path: str) -> fields.Field[Any]:
    """The field at a dotted path such as `substances.0.route`."""
    head, _dot, rest = path.partition(".")
    found: Any = schema.fields[head]
    if not rest:
        return found  # type: ignore[no-any-return]
    return schema_field(found.inner.schema, rest.partition(".")[2])


def bind(schema: Schema, path: str, raw: Raw, errors: dict[str, list[str]], language: str) -> BoundField:
    """The field at `path`, with what was typed and its first error in the person's language."""
    item = schema_field(schema, path)
    name = path.replace(".", "-")
    described = {key: str(value) for key, value in item.metadata.items()}
    widget = described.pop("widget", "") or getattr(item, "widget", "text")
    codes = errors.get(path, [])
    given = ("hint", "unit", "autocomplete", "inputmode", "search_url")
    known = {key: described[key] for key in given if key in described}
    return BoundField(
        name=name,
        label=described.get("label", name),
        widget=widget,
        value=_typed(item, name, raw),
        error=message(codes[0]) if codes else "",
        options=_options(item, language),
        missing_options=_missing_options(item),
        required=item.required,
        text=_words(item, name, raw, language),
        max_length=item.max_length if isinstance(item, Text) else (6 if isinstance(item, Whole) else None),
        **known,
    )


def _words(item: fields.Field[Any], name: str, raw: Raw, language: str) -> str:
    """What a search for codes shows for the present code."""
    first = (raw.get(name) or [""])[-1]
    return item.words_for(first, language) if isinstance(item, Text) and first else ""


def _typed(item: fields.Field[Any], name: str, raw: Raw) -> Any:
    first = (raw.get(name) or [""])[-1]
    if isinstance(item, Day):
        return {part: (raw.get(f"{name}__{part}") or [""])[-1] for part in ("day", "month", "year")}
    if isinstance(item, CodeAnswer | WholeAnswer):
        return {"value": first, "missing": "" if first else (raw.get(f"{name}__missing") or [""])[-1]}
    if getattr(item, "widget", "") == "checkboxes":
        return raw.get(name, [])
    return first


def _options(item: fields.Field[Any], language: str) -> list[tuple[str, str]]:
    if isinstance(item, Code):
        return item.choices(language)
    return [("yes", _("Yes"))] if isinstance(item, YesNo) else []


def _missing_options(item: fields.Field[Any]) -> list[tuple[str, str]]:
    answers = item.answers if isinstance(item, CodeAnswer | WholeAnswer) else ()
    return [(reason.value, missing_label(reason)) for reason in ALL_ANSWERS if reason in answers]
