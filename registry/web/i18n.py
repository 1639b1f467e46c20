"""Which language a page is in, and what the switcher offers."""

from pathlib import Path

from flask import Flask, request, session
from flask_babel import Babel
from flask_login import current_user

from registry.settings import LANGUAGES

OWN_NAMES = {"es": "Español", "en": "English", "fr": "Français", "pt": "Português"}
LOCALES = {"es": "es", "en": "en_GB", "fr": "fr", "pt": "pt"}
TRANSLATIONS = Path(__file__).parent / "translations"


def choose_language() -> str:
    """What the person chose for this session, else their account's language, else the browser's."""
    chosen = session.get("language") or getattr(current_user, "language", None)
    found = chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, LANGUAGES[0])
    return LOCALES[str(found)]


def install_languages(app: Flask) -> None:
    """Set Babel up: one catalogue for all packages."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.config["BABEL_DEFAULT_LOCALE"] = "en_GB"
    Babel(app, locale_selector=choose_language)
