"""Countries: ISO 3166 alpha-2 codes, typed as a code or as the country's name in one of our languages."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from babel import Locale
from marshmallow import ValidationError

from registry.schemas.fields import Text
from registry.settings import LANGUAGES


@cache
def _codes_by_name() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ"}:
                found[_plain(name)] = code
                found[code.casefold()] = code
    return found


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def country_code(typed: str) -> str | None:
    """The code for `mx`, `MX`, `México` or `Mexique`; None when there is no such country."""
    return _codes_by_name().get(_plain(typed))


class Country(Text):
    """A country; holds its code."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kw: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kw)
        if text is None:
            return None
        code = country_code(text)
        if code is None:
            raise ValidationError("unknown_country")
        return code
