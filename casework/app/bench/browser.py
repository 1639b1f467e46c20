"""A browser that is signed in, for figures of whole pages: the app's own test client with a session in the database."""

import json
import re
from dataclasses import dataclass, field

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.app.bench.stage import Stage
from casework.app.factory import create_app
from registry.accounts.session_interface import PuenteSessions
from registry.accounts.signed_in import BOTH_FACTORS
from registry.accounts.web_sessions import begin_session
from registry.security.passwords import Passwords
from registry.web.runtime import Runtime

_FORM_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_ASSETS = re.compile(r'(?:<link[^>]+rel="(?:stylesheet|modulepreload|preload)"[^>]+href|<script[^>]+src)="([^"]+)"')
_HEADERS = {"Accept-Encoding": "br", "User-Agent": "bench", "Sec-Fetch-Site": "same-origin"}


@dataclass
class Browser:
    """Keeps the session's cookie and the form token."""

    client: FlaskClient
    form_token: str = field(default="", repr=False)

    def get(self, path: str) -> TestResponse:
        """One page as it is sent, compressed where the server compresses."""
        return _answered(self.client.get(path, headers=_HEADERS))

    def post(self, path: str, fields: dict[str, str]) -> TestResponse:
        """Send a form with the token of the page it stands on."""
        return _answered(self.client.post(path, data={"csrf_token": self.form_token, **fields}, headers=_HEADERS))

    def forget_limits(self) -> None:
        """Let this browser ask more often than any person may; each request is counted as ever."""
        for limiter in self.client.application.extensions["limiter"]:
            limiter.reset()

    def read_form_token(self, path: str) -> None:
        """From any page with a form."""
        found = _FORM_TOKEN.search(_answered(self.client.get(path, headers={"User-Agent": "bench"})).text)
        if found is None:
            raise ValueError(f"{path} has no form")
        self.form_token = found[1]

    def assets_of(self, path: str) -> list[str]:
        """The style sheets and scripts a page asks for, each once."""
        page = _answered(self.client.get(path, headers={"User-Agent": "bench"})).text
        return list(dict.fromkeys(_ASSETS.findall(page)))


def signed_in(stage: Stage) -> Browser:
    """The stage's clinician before the whole application."""
    found = stage.settings
    passwords = Passwords(found.secrets.pepper, memory_kib=found.argon2_memory_kib, passes=found.argon2_passes)
    app = create_app(Runtime(settings=found, database=stage.database, passwords=passwords))
    with stage.database.work(stage.clinician) as session:
        row, token = begin_session(session, user_id=stage.clinician.user_id, browser="Other")
        row.factors, row.membership_id = BOTH_FACTORS, stage.membership_id
        row.data = json.dumps({"_user_id": str(stage.clinician.user_id), "_fresh": True})
    interface = app.session_interface
    if not isinstance(interface, PuenteSessions):
        raise TypeError("the application keeps its sessions elsewhere")
    client = app.test_client()
    client.set_cookie(interface.cookie_name, token)
    return Browser(client)


def _answered(response: TestResponse) -> TestResponse:
    if response.status_code != 200:
        raise ValueError(f"{response.request.path} was answered with {response.status}")
    return response
