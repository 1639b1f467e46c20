"""The translations: gather the texts of all packages, and refuse a catalogue that is not whole.

`python -m casework.app.translations update` writes the catalogues; `check` fails on a text that is missing, fuzzy,
left over, or whose placeholders differ. English needs none: the texts in the code are English.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po

import casework
from registry.web.i18n import TRANSLATIONS

ROOT = Path(casework.__file__).parent.parent
PACKAGES = ("audit", "registry", "referrals", "outcomes", "casework")
LANGUAGES = ("es", "fr", "pt")
METHODS = [("**/static/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def gathered() -> Catalog:
    """Every text of the packages, each with the files it stands in."""
    catalogue = Catalog(project="Puente", charset="utf-8")
    for package in PACKAGES:
        found = extract_from_dir(str(ROOT / package), METHODS, OPTIONS, KEYWORDS, comment_tags=("Translators:",))
        for name, _line, message, comments, context in found:
            catalogue.add(message, None, [(f"{package}/{name}", 0)], auto_comments=comments, context=context)
    return catalogue


def catalogue_path(language: str) -> Path:
    """Where the catalogue of a language stands."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read_catalogue(language: str) -> Catalog:
    """The catalogue of a language; empty when there is none yet."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Puente", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update() -> None:
    """Add new texts to the catalogues, drop what is no longer used, and compile."""
    template = gathered()
    for language in LANGUAGES:
        catalogue = read_catalogue(language)
        catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
        catalogue.obsolete.clear()
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(
                file, catalogue, omit_header=False, sort_output=True, no_location=False, include_lineno=False, width=110
            )
        path.with_suffix(".mo").write_bytes(compiled(catalogue))


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as the program reads it."""
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def faults() -> Iterator[str]:
    """What keeps the catalogues from being whole, a line each."""
    template = gathered()
    for language in LANGUAGES:
        yield from _faults_of(language, template)


def _faults_of(language: str, template: Catalog) -> Iterator[str]:
    catalogue = read_catalogue(language)
    wanted = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in template if m.id}
    have = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in catalogue if m.id}
    yield from (f"{language}: not in the catalogue: {text!r}" for text, _context in sorted(wanted - have, key=str))
    yield from (f"{language}: no longer used: {text!r}" for text, _context in sorted(have - wanted, key=str))
    for message in catalogue:
        if message.id:
            yield from (f"{language}: {fault}: {message.id!r}" for fault in _message_faults(message))
    mo = catalogue_path(language).with_suffix(".mo")
    if not mo.exists() or _texts(mo.read_bytes()) != _texts(compiled(catalogue)):
        yield f"{language}: the compiled catalogue is old; run: python -m casework.app.translations update"


def _message_faults(message: object) -> Iterator[str]:
    ids, strings = getattr(message, "id", ""), getattr(message, "string", "")
    sources = list(ids) if isinstance(ids, list | tuple) else [ids]
    texts = list(strings) if isinstance(strings, list | tuple) else [strings]
    if getattr(message, "fuzzy", False):
        yield "fuzzy"
    if not texts or not all(texts):
        yield "not translated"
        return
    allowed = set(PLACEHOLDER.findall(" ".join(sources)))
    needed = set(PLACEHOLDER.findall(sources[0])) - ({"%(num)d", "%(num)s"} if len(sources) > 1 else set())
    for text in texts:
        placeholders = set(PLACEHOLDER.findall(text))
        if placeholders - allowed or (needed - placeholders):
            yield "placeholders differ"


def _texts(data: bytes) -> dict[object, object]:
    return {str(message.id): message.string for message in read_mo(BytesIO(data)) if message.id}


def main() -> int:
    """Run `update` or `check`; the exit code."""
    if sys.argv[1:] == ["update"]:
        update()
        return 0
    found = list(faults())
    for line in found:
        print(line, file=sys.stderr)  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
