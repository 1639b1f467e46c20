"""Canonical JSON as RFC 8785 (JCS) has it, for the types an audit body may hold.

Strings, whole numbers, booleans, null, lists and maps. Floating-point numbers are refused rather than
formatted: nothing in the log is measured, and their printing is where two implementations differ.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

LARGEST_INTEGER = 2**53 - 1
"""RFC 8785 numbers are IEEE 754 doubles: beyond this a reader in another language sees another number."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_encode_sorted = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False
).encode


class NotCanonical(ValueError):
    """The value has no canonical form, or the bytes are not in it."""


def canonical(value: Any) -> bytes:
    """The one UTF-8 text of `value`. Raises NotCanonical for floats, large integers and lone surrogates."""
    try:
        return _encode(_ordered(value)).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("a string holds half of a surrogate pair") from error


def parse_canonical(body: bytes) -> dict[str, Any]:
    """The map written in `body`. Raises NotCanonical unless the bytes are exactly its canonical form."""
    try:
        text = body.decode()
        parsed = _decode(text)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise NotCanonical("not JSON in UTF-8") from error
    if not isinstance(parsed, dict):
        raise NotCanonical("not a map")
    if not _is_form_of(parsed, text, body):
        raise NotCanonical("not in canonical form")
    return parsed


def _is_form_of(parsed: dict[str, Any], text: str, body: bytes) -> bool:
    # Sorting by code point and by UTF-16 unit agree on ASCII, where the standard library's encoder is enough.
    if text.isascii():
        return _encode_sorted(parsed) == text
    return canonical(parsed) == body


def _ordered(value: Any) -> Any:
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        return _whole(value)
    if isinstance(value, (list, tuple)):
        return [_ordered(item) for item in value]
    if isinstance(value, (dict, Mapping)):
        return {key: _ordered(value[key]) for key in _in_order(value)}
    raise NotCanonical(f"{type(value).__name__} has no place in an audit body")


def _in_order(keys: Iterable[Any]) -> list[str]:
    """By UTF-16 code units, which for ASCII is the order strings have anyway."""
    try:
        ascii_only = "".join(keys).isascii()
    except TypeError as error:
        raise NotCanonical("the keys of a map are strings") from error
    return sorted(keys) if ascii_only else sorted(keys, key=lambda key: key.encode("utf-16-be", "surrogatepass"))


def _whole(value: int) -> int:
    if abs(value) > LARGEST_INTEGER:
        raise NotCanonical("an integer beyond 2^53 - 1 must be written as a string")
    return value


def _refuse_number(text: str) -> NoReturn:
    raise NotCanonical(f"{text[:20]} is not a whole number")


def _parse_whole(text: str) -> int:
    if len(text) > 17:
        _refuse_number(text)
    return _whole(int(text))


_decode = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number, parse_int=_parse_whole).decode
