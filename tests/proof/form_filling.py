"""Filling the form of any kind of record, page by page, as its addresses lead."""

import re
from uuid import UUID

from registry.records.drafts import Raw
from registry.records.kinds import RecordKind
from tests.proof.browsing import Browser, Page
from tests.proof.examples import of_step

_STEP = re.compile(r"/forms/(?P<draft>[0-9a-f-]{36})/steps/(?P<slug>[a-z-]+)")
_ERROR = re.compile(r"govuk-error-message[^>]*>(.*?)</p>", re.DOTALL)


def root_of(kind: RecordKind, patient_id: UUID | None) -> str:
    """Where the addresses of a kind's forms begin."""
    return f"/patients/{patient_id}/{kind.plural}" if kind.about_patient else f"/{kind.plural}"


def fill(browser: Browser, kind: RecordKind, beginning: str, raw: Raw) -> Page:
    """Go through a form from its beginning to its end; AssertionError when a page refuses."""
    address = begin(browser, beginning)
    while (step := _STEP.search(address)) is not None:
        page = browser.post(address, of_slug(kind, step["slug"], raw))
        assert page.status == 302, f"{kind.name} {step['slug']} answered {page.status}: {_ERROR.findall(page.text)}"
        address = page.location
    return page


def begin(browser: Browser, beginning: str) -> str:
    """The address of the form's first step."""
    page = browser.get(beginning)
    assert page.status == 302, f"{beginning} answered {page.status}"
    return page.location


def of_slug(kind: RecordKind, slug: str, raw: Raw) -> Raw:
    """What is typed on the page with that slug; the check page has no question."""
    return next((of_step(step, raw) for step in kind.steps if step.slug == slug), {})


def leave_unfinished(browser: Browser, kind: RecordKind, beginning: str, raw: Raw) -> str:
    """Type everything into a new form and let it be saved by itself; the address of the draft."""
    address = begin(browser, beginning).partition("/steps/")[0]
    saved = browser.post(f"{address}/autosave", raw)
    assert saved.status == 200, f"{kind.name} autosave answered {saved.status}"
    return address
