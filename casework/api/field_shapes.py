"""Our fields in JSON Schema: what the forms and the API check, said in the words of OpenAPI 3.1."""

from collections.abc import Callable, Iterable
from typing import Any

from flask_smorest import Api
from marshmallow.fields import Field

from casework.api.answer_schemas import ANSWER
from registry.answers import Missing
from registry.codes.lists import code_list
from registry.history.fields import Amount, DaysOfMonth, PartialDate
from registry.schemas.fields import Code, CodeAnswer, Codes, Day, RecordId, Text, Whole, WholeAnswer

TYPES: dict[type, tuple[str | None, str | None]] = {
    Day: ("string", "date"),
    RecordId: ("string", "uuid"),
    Whole: ("integer", None),
    WholeAnswer: (None, None),
    Amount: (None, None),
    Code: ("string", None),
    Codes: ("array", None),
}
NULL = {"type": "null"}
PARTIAL_DATE = "YYYY, YYYY-MM or YYYY-MM-DD"


def install_shapes(api: Api) -> None:
    """Teach the documentation our fields."""
    for field, (kind, form) in TYPES.items():
        api.register_field(field, kind, form)
    api.ma_plugin.converter.add_attribute_function(puente_field)


def puente_field(converter: Any, field: Field[Any], ret: dict[str, Any]) -> dict[str, Any]:
    """The properties of one of our fields, beside its type. Its label is the description."""
    words = [str(field.metadata[name]) for name in ("label", "hint") if field.metadata.get(name)]
    if field.metadata.get("unit"):
        words.append(f"In {field.metadata['unit']}")
    found = {"description": " ".join(map(_sentence, words))} if words else {}
    shape = next((SHAPES[kind] for kind in type(field).__mro__ if kind in SHAPES), None)
    return found if shape is None else {**found, **shape(field, bool(field.metadata.get(ANSWER)))}


def _sentence(words: str) -> str:
    return words if words.endswith(("?", ".")) else f"{words}."


def _text(field: Any, answers: bool) -> dict[str, Any]:
    """Something must be there when it is required; blanks at both ends do not count."""
    if answers:
        return {}
    return {"maxLength": field.max_length, **({"minLength": 1, "pattern": r"\S"} if field.required else {})}


def _whole(field: Any, answers: bool) -> dict[str, Any]:
    return {} if answers else {"minimum": field.low, "maximum": field.high}


def _whole_answer(field: Any, answers: bool) -> dict[str, Any]:
    reasons = list(Missing) if answers else [*field.answers, Missing.NOT_COLLECTED]
    number = {"type": "integer", **_whole(field, answers)}
    return _any_of(field, number, {"type": "string", "enum": sorted(set(reasons))})


def _amount(field: Any, answers: bool) -> dict[str, Any]:
    text = {"type": "string", "maxLength": field.max_length}
    if answers:
        return _any_of(field, text)
    return _any_of(field, {"type": "number", "minimum": float(field.low), "maximum": float(field.high)}, text)


def _any_of(field: Any, *shapes: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [*shapes, *([NULL] if field.allow_none else [])]}


def _codes_of(field: Any, answers: bool) -> list[str]:
    """What may be sent today; or, of an answer, whatever the list ever had."""
    if answers:
        return [*code_list(field.list_name).items, *Missing]
    return [code for code in code_list(field.list_name).items if not field.only or code in field.only]


def _code(field: Any, answers: bool) -> dict[str, Any]:
    return _enumerated(field, _codes_of(field, answers))


def _code_answer(field: Any, answers: bool) -> dict[str, Any]:
    reasons = [] if answers else [*field.answers, Missing.NOT_COLLECTED]
    return _enumerated(field, [*_codes_of(field, answers), *reasons])


def _enumerated(field: Any, codes: Iterable[str]) -> dict[str, Any]:
    values: list[str | None] = [str(code) for code in dict.fromkeys(codes)]
    return {"enum": [*values, None] if field.allow_none else values, "x-code-list": field.list_name}


def _codes(field: Any, answers: bool) -> dict[str, Any]:
    items = {"type": "string", "enum": [str(code) for code in dict.fromkeys(_codes_of(field, answers))]}
    return {"items": items, "x-code-list": field.list_name}


def _says(words: str, form: str | None = None) -> Callable[[Any, bool], dict[str, Any]]:
    def shape(field: Any, answers: bool) -> dict[str, Any]:
        more = {"examples": [form]} if form else {}
        return {**_text(field, answers), **more, "x-form": words}

    return shape


SHAPES: dict[type, Callable[[Any, bool], dict[str, Any]]] = {
    Text: _text,
    PartialDate: _says(PARTIAL_DATE, "2024-03"),
    DaysOfMonth: _says("Days of the month, such as 1,2,5-9", "1,2,5-9"),
    Amount: _amount,
    Whole: _whole,
    WholeAnswer: _whole_answer,
    Code: _code,
    CodeAnswer: _code_answer,
    Codes: _codes,
}
