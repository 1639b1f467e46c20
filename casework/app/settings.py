"""Settings from where the program finds itself: the environment of a server, or the data folder of a demo."""

import hmac
from collections.abc import Mapping
from datetime import timedelta

from registry.services.paths import Home
from registry.services.run_info import running
from registry.services.secrets import Secrets as ServiceSecrets
from registry.services.secrets import load_or_create
from registry.services.urls import DatabaseRole, Urls
from registry.settings import DatabaseUrls, Secrets, Settings, SettingsError, production_settings


def secrets_of(found: ServiceSecrets) -> Secrets:
    """The program's secrets out of those of a data folder; the audit's MAC key is derived."""
    return Secrets(
        root_key=found.root_key,
        session_key=found.secret_key,
        pepper=found.pepper_key,
        audit_signing_key=found.audit_signing_key,
        audit_mac_key=hmac.digest(found.root_key, b"puente audit mac v1", "sha256"),
    )


def embedded_settings(
    home: Home, found: ServiceSecrets, urls: Urls, *, base_url: str, environment: str = "demo", database: str = "puente"
) -> Settings:
    """Settings for the servers that the program itself started."""
    return Settings(
        databases=DatabaseUrls(
            app=urls.url(DatabaseRole.APP, database),
            migrate=urls.url(DatabaseRole.MIGRATE, database),
            sequencer=urls.url(DatabaseRole.SEQUENCER, database),
            auditor=urls.url(DatabaseRole.AUDIT_READER, database),
        ),
        redis_url=urls.valkey,
        secrets=secrets_of(found),
        base_url=base_url,
        environment=environment,
        home=home.root,
        secrets_folder=home.secrets,
        idle_timeout=timedelta(minutes=15),
    )


def is_production(env: Mapping[str, str]) -> bool:
    """Somebody has named a database: then nothing embedded is used."""
    return bool(env.get("DATABASE_URL"))


def current_settings(env: Mapping[str, str]) -> Settings:
    """The settings of this process: from the environment, or of the servers running in the data folder.

    Raises SettingsError when neither is there.
    """
    home = Home.resolve(env)
    if is_production(env):
        return production_settings(env, home.root)
    info = running(home)
    if info is None:
        raise SettingsError(
            "DATABASE_URL: is not set, and no embedded servers run in this data folder; start them with: ./puente demo"
        )
    base_url = env.get("BASE_URL", "http://127.0.0.1:8000")
    return embedded_settings(home, load_or_create(home), info.urls, base_url=base_url)
