"""The demo's people and their sign-ins, with passwords made anew for each data folder. Light: no database here."""

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

PEOPLE = (
    ("clinician", "ana", "Ana Ribera", "es", "centro-norte"),
    ("clinician", "joao", "João Ponte", "pt", "casa-del-rio"),
    ("provider_manager", "marta", "Marta Viaducto", "es", "centro-norte"),
    ("liaison_officer", "luis", "Luis Arco", "es", "juzgado-uno"),
    ("board_analyst", "brigitte", "Brigitte Pont", "fr", "consejo-salud"),
    ("data_protection_officer", "diana", "Diana Bridge", "en", "centro-norte"),
    ("system_administrator", "sol", "Sol Pasarela", "en", "centro-norte"),
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody needs to sign in to the demo."""

    role: str
    user_name: str
    password: str
    totp_secret: str
    organisation: str
    language: str


def sign_ins(folder: Path) -> list[SignIn]:
    """The demo's sign-ins, made on first use and kept in a file that only its owner reads."""
    path = folder / "demo-sign-ins.json"
    if not path.exists():
        made = [asdict(_sign_in(role, name, language, org)) for role, name, _shown, language, org in PEOPLE]
        draft = path.with_suffix(".new")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(made, file)
        draft.replace(path)
    return [SignIn(**entry) for entry in json.loads(path.read_text())]


def _sign_in(role: str, name: str, language: str, organisation: str) -> SignIn:
    words = "-".join(secrets.token_hex(3) for _ in range(3))
    totp_secret = base64.b32encode(secrets.token_bytes(20)).decode()
    return SignIn(role, f"{name}@demo", f"demo-{words}", totp_secret, organisation, language)
