"""Cut govuk-frontend's prebuilt stylesheet down to what Puente shows.

    npm pack govuk-frontend@6.3.0 && tar xzf govuk-frontend-6.3.0.tgz
    python docs/vendor/strip_govuk_frontend.py package/dist/govuk/govuk-frontend.min.css \
        registry/web/static/vendor/govuk-frontend/govuk-frontend.min.css

It removes the licensed font, the components we have no use for, and the print rules that write a link's
address on paper (an address can name a person's record); it replaces the font by the reader's own.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

UNUSED = (
    "accordion|breadcrumbs|character-count|cookie-banner|drop-zone|exit-this-page|file-upload|footer|"
    "frontend-supported|generic-header|header|link-image|logo|notification-banner|pagination|panel|"
    "password-input|phase-banner|service-navigation|skip-link-focused|summary-card|tabs|task-list|template__header|"
    "js-password|details|"
    "\\\\!-(?:static-)?(?:padding|text)"
)
UNUSED_SELECTOR = re.compile(rf"\.govuk-(?:{UNUSED})|\.js-enabled")
FONT = re.compile(r"GDS Transport,\s*arial,\s*sans-serif")
SYSTEM_FONT = "var(--font)"


def rules(css: str) -> Iterator[tuple[str, str]]:
    """(prelude, body) of each rule or at-rule at the top level; a statement such as @charset has no body."""
    start = depth = body = 0
    for place, char in enumerate(css):
        if char == "{":
            depth += 1
            body = place + 1 if depth == 1 else body
        elif char == "}":
            depth -= 1
            if depth == 0:
                yield css[start : body - 1], css[body:place]
                start = place + 1
        elif char == ";" and depth == 0:
            yield css[start:place], ""
            start = place + 1


def keep(css: str) -> str:
    """The rules worth keeping, in order."""
    kept = []
    for raw_prelude, body in rules(css):
        prelude = raw_prelude.strip()
        if not body or prelude.startswith("@font-face") or ("attr(href)" in body and "{" not in body):
            continue
        if prelude.startswith(("@media", "@supports")):
            inner = keep(body)
            if inner:
                kept.append(f"{prelude}{{{inner}}}")
            continue
        selectors = [part for part in prelude.split(",") if not UNUSED_SELECTOR.search(part)]
        if selectors:
            kept.append(f"{','.join(selectors)}{{{body}}}")
    return "".join(kept)


def strip(css: str) -> str:
    """The stylesheet without comments, fonts and unused components."""
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return FONT.sub(SYSTEM_FONT, keep(without_comments))


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    head = "/*! govuk-frontend 6.3.0, MIT, Crown copyright; cut down and re-coloured: see LICENSE.txt */\n"
    target.write_text(head + strip(source.read_text()) + "\n")
