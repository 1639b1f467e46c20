"""Canonical JSON against the examples of RFC 8785."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import NotCanonical, canonical, parse_canonical

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_strings_are_escaped_as_in_section_3_2_2() -> None:
    assert canonical("\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/") == b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


def test_literals_and_arrays_are_written_without_spaces() -> None:
    assert canonical({"literals": [None, True, False], "a": []}) == b'{"a":[],"literals":[null,true,false]}'


def test_keys_are_sorted_by_utf_16_units_as_in_section_3_2_3() -> None:
    example = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    expected = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(example))) == expected
    assert parse_canonical(canonical(example)) == example


@pytest.mark.parametrize("value", [0.5, 2**53, -(2**53), "\ud800", {1: "a"}, {"a": b"bytes"}, {"\ud800": 1}])
def test_what_has_no_canonical_form_here_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1}', b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a":1.0}', b'{"a":1e3}', b'{"a":-0}', b'{"a":NaN}',
        b'{"a":"\\u0041"}', b'{"a":"\\/"}', b'{"a":9007199254740992}', b'{"a":' + b"9" * 5000 + b"}", b"[1]", b"",
        b"\xff", b'{"a":"\\ud83d\\ude00"}', '{"\ufb33":1,"\U0001f600":2}'.encode(), b'{"a":1}\n',
        b'{"a":' + b"[" * 100_000,
    ],
)  # fmt: skip
def test_bytes_in_another_form_are_refused(body: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse_canonical(body)


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_what_is_written_is_read_back(value: dict[str, object]) -> None:
    assert parse_canonical(canonical(value)) == value
