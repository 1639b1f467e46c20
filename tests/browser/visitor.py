"""Somebody at a screen: signs in, reads, types and presses as people do, and objects to every faulty page."""

import gettext
import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import pyotp
from playwright.sync_api import BrowserContext, Locator, Page

import registry.web
from registry import clock

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
TRANSLATIONS = Path(registry.web.__file__).parent / "translations"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RUN_AXE = """async (tags) => {
  const only = {runOnly: {type: "tag", values: tags}, reporter: "no-passes", selectors: false, preload: false};
  const found = await axe.run(document, only);
  return found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.html).slice(0, 3).join(" | ")}`);
}"""
WATCH_POLICY = """addEventListener("securitypolicyviolation", (event) => {
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
});"""
WIDTH = "document.scrollingElement.scrollWidth"
REFUSED = "Failed to load resource: the server responded with a status of "
"""What Chromium itself says of a page answered with 401, 409 or 422: here an answer like any other."""
WITHHELD = "Failed to load resource: net::ERR_BLOCKED_BY_CLIENT"
"""A test keeps the program's scripts away."""
CHANGING = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(nonce|value|data-csrf)=\"[^\"]{40,}\"")
"""Ids and tokens, which are never the same twice."""
EXAMINED: set[tuple[int, str]] = set()
DESK, PHONE = 1280, 360


@dataclass(frozen=True)
class Account:
    """What somebody needs to sign in, and the language of their screens."""

    user_name: str
    password: str
    totp_secret: str
    language: str

    @property
    def code(self) -> str:
        """What the authenticator app shows now."""
        return pyotp.TOTP(self.totp_secret).at(clock.now())


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations of a language; English speaks for itself."""
    return gettext.translation("messages", TRANSLATIONS, [language], fallback=language == "en")


class Visitor:
    """One account at one browser; after each step the page is looked at with the eyes of a strict reader."""

    def __init__(self, context: BrowserContext, address: str, account: Account, has_scripts: bool = True) -> None:
        self.context, self.address, self.account, self.has_scripts = context, address, account, has_scripts
        self.page: Page = self._watched(context.new_page())

    def _watched(self, page: Page) -> Page:
        self.complaints: list[str] = []
        self.seen: list[str] = []
        page.add_init_script(WATCH_POLICY)
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        return page

    def _hear(self, kind: str, words: str) -> None:
        if kind in {"error", "warning"} and not words.startswith((REFUSED, WITHHELD)):
            self.complaints.append(f"console: {words}")

    # What a person does

    def go(self, path: str) -> Self:
        """Open an address of the program."""
        self.page.goto(self.address + path)
        return self.look()

    def sign_in(self, path: str = "/sign-in") -> Self:
        """Password and code, on the real pages."""
        return self.go(path).give_both_factors()

    def give_both_factors(self) -> Self:
        """From the sign-in page on."""
        self.type(user_name=self.account.user_name, password=self.account.password).send()
        return self.type(code=self.account.code).send()

    def follow(self, words: str, within: str = "main") -> Self:
        """Go where the link with these words (in English) leads."""
        link = self.page.locator(within).get_by_role("link", name=self.words(words), exact=True).first
        return self._leave_by(link)

    def press(self, words: str, within: str = "main") -> Self:
        """Press the button with these words (in English), which leads to another page."""
        return self._leave_by(self.page.locator(within).get_by_role("button", name=self.words(words)).first)

    def send(self) -> Self:
        """Press the first button of the page's form: go on, or save."""
        return self._leave_by(self.page.locator("main form button[type=submit]:not([name])").first)

    def back(self) -> Self:
        """The browser's own Back."""
        self.page.go_back()
        return self.look()

    def _leave_by(self, control: Locator) -> Self:
        with self.page.expect_navigation():
            control.click()
        return self.look()

    def type(self, **values: str) -> Self:
        """Type into fields by their name (`_0_` stands for `-0-`)."""
        for name, value in values.items():
            self.field(name).fill(value)
        return self

    def type_day(self, name: str, day: date) -> Self:
        """Type a date as three numbers."""
        parts = {"day": day.day, "month": day.month, "year": day.year}
        for part, number in parts.items():
            self.page.locator(f"[name={name}__{part}]").fill(str(number))
        return self

    def choose(self, **codes: str) -> Self:
        """Choose one code of a list, be it drawn as radios or as a select; `missing` reasons by name__missing."""
        for name, code in codes.items():
            radio = self.page.locator(f'input[name="{_dashed(name)}"][value="{code}"]')
            if radio.count():
                radio.check()
            else:
                self.page.locator(f'select[name="{_dashed(name)}"]').select_option(code)
        return self

    def find_code(self, name: str, words: str, code: str) -> Self:
        """Type words into a search for codes and take the one wanted from the list."""
        box = self.page.locator(f"#{_dashed(name)}")
        box.press_sequentially(words, delay=5)
        self.page.locator(f"#{_dashed(name)}-list li", has_text=code).first.click()
        return self

    def field(self, name: str) -> Locator:
        """The control with a name."""
        return self.page.locator(f'[name="{_dashed(name)}"]').first

    # What a person sees

    def words(self, english: str) -> str:
        """The same words in the language of this person's screens."""
        return catalogue(self.account.language).gettext(english)

    def says(self, words: str) -> bool:
        """Are these words (in English) on the page?"""
        return self.words(words) in self.text

    @property
    def text(self) -> str:
        """What can be read in the page's content."""
        return self.page.locator("main").inner_text()

    @property
    def path(self) -> str:
        """The address without the host."""
        return urlsplit(self.page.url).path

    @property
    def width(self) -> int:
        """Of the screen, in CSS pixels."""
        size = self.page.viewport_size
        assert size is not None
        return size["width"]

    def look(self) -> Self:
        """Nothing is wrong with this page: no error, no accessibility fault, nothing to scroll sideways."""
        where = f"{self.page.url} at {self.width} px in {self.account.language}"
        self.seen.append(self.path)
        assert not self.complaints, f"{where}: {self.complaints}"
        assert self.page.evaluate(WIDTH) <= self.width, f"{where}: wider than the screen"
        if self.has_scripts and self._is_new_to_axe():  # axe itself is a script that waits for timers
            faults = self.axe_faults()
            assert not faults, f"{where}: {json.dumps(faults, indent=1)}"
        return self

    def _is_new_to_axe(self) -> bool:
        """The same markup on the same screen has been judged already: sign-in pages come up in every test."""
        markup = CHANGING.sub("", self.page.content())
        print_of_page = (self.width, sha256(markup.encode()).hexdigest())
        is_new = print_of_page not in EXAMINED
        EXAMINED.add(print_of_page)
        return is_new

    def axe_faults(self) -> list[str]:
        """Violations of WCAG 2.2 A and AA that axe finds."""
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE)
        found: Any = self.page.evaluate(RUN_AXE, list(WCAG))
        return list(found)


def _dashed(name: str) -> str:
    """`substances_0_route` written as a Python name is `substances-0-route` in the form."""
    parts = name.split("_")
    for index, part in enumerate(parts):
        if part.isdigit() and index + 1 < len(parts):
            return "_".join(parts[:index]) + f"-{part}-" + "_".join(parts[index + 1 :])
    return name
