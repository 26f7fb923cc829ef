"""Settings: read once from the environment, checked as a whole, never changed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from survey_app.errors import SettingsError

PROJECT = Path(__file__).resolve().parent.parent
CALIFORNIA = ZoneInfo("America/Los_Angeles")
COUNT_HOUR = 3
"""The hour in California at which responses are counted, once a day: no number changes when somebody sends one."""


@dataclass(frozen=True)
class Settings:
    """Every setting; docs/operating.md explains each for operators.

    database_url: SQLAlchemy URL. secret_key: signs staff sessions; None = made once and kept in `instance_path`.
    trusted_proxies: how many proxies stand in front and set X-Forwarded-*. public_url: what QR codes say.
    instance_path: folder for the database, keys and the secret; back it up, keep it private.
    request_log: whether to write one JSON line per request of the public door (path, status, milliseconds).
    oidc_providers: JSON file with those who may say who staff are (Google Workspace, Microsoft Entra); None = nobody.
    """

    database_url: str
    secret_key: str | None
    host: str
    port: int
    web_concurrency: int
    trusted_proxies: int
    redis_url: str | None
    public_url: str
    instance_path: Path
    request_log: bool
    oidc_providers: Path | None = None


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read settings from environment variables.

    Raises SettingsError with one line for every bad value, each with the remedy.
    """
    faults: list[str] = []

    def take(name: str, default: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(environment.get(name) or default)
        except ValueError as error:
            faults.append(f"{name}: {error}")
            return None

    instance = Path(environment.get("INSTANCE_PATH") or PROJECT / "instance").resolve()
    host = take("HOST", "127.0.0.1", str)
    port = take("PORT", "8000", _whole_number(1, 65535))
    settings = Settings(
        database_url=take("DATABASE_URL", f"sqlite:///{instance / 'survey.sqlite'}", _database_url),
        secret_key=take("SECRET_KEY", "", _secret_key),
        host=host,
        port=port,
        web_concurrency=take("WEB_CONCURRENCY", "2", _whole_number(1, 64)),
        trusted_proxies=take("TRUSTED_PROXIES", "0", _whole_number(0, 5)),
        redis_url=take("REDIS_URL", "", _redis_url),
        public_url=take("PUBLIC_URL", f"http://{host}:{port}", _web_address),
        instance_path=instance,
        request_log=take("REQUEST_LOG", "0", _whole_number(0, 1)) == 1,
        oidc_providers=take("OIDC_PROVIDERS", "", _file),
    )
    if faults:
        raise SettingsError("settings that must be mended:\n" + "\n".join(f"  {fault}" for fault in faults))
    return settings


def last_count(now: datetime) -> datetime:
    """The last moment at or before `now` at which responses are counted; both aware, the result in California.

    Summer time is right: clocks are moved at 2, and it is COUNT_HOUR exactly once a day.
    """
    here = now.astimezone(CALIFORNIA)
    today = here.replace(hour=COUNT_HOUR, minute=0, second=0, microsecond=0, fold=0)
    return today if here.hour >= COUNT_HOUR else today - timedelta(days=1)


def _whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"\d{1,6}", value) or not lowest <= int(value) <= highest:
            raise ValueError(f"{value!r} is not a whole number from {lowest} to {highest}")
        return int(value)

    return read


def _database_url(value: str) -> str:
    scheme, separator, rest = value.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and separator:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite" and rest.startswith("/") and len(rest) > 1:
        return value
    raise ValueError("give sqlite:////absolute/path.sqlite or postgresql://user:password@host/database")


def _secret_key(value: str) -> str | None:
    if value and len(value) < 32:
        raise ValueError("is shorter than 32 characters; leave it out to have one made, or give a longer one")
    return value or None


def _redis_url(value: str) -> str | None:
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("give redis://host:port/0, or leave it out")
    return value or None


def _file(value: str) -> Path | None:
    if value and not Path(value).is_file():
        raise ValueError(f"there is no file {value}")
    return Path(value).resolve() if value else None


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{value!r} is not a web address; give https://surveys.example.org")
    return value.rstrip("/")
