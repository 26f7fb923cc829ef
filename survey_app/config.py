"""Settings. We read them once from the environment, check them all together, and never change them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import URL

from survey_app.addresses import address_here, read_database_url, read_host, read_web_address
from survey_app.errors import SettingsError
from survey_app.problems.problem import Problem

PROJECT = Path(__file__).resolve().parent.parent
CALIFORNIA = ZoneInfo("America/Los_Angeles")
COUNT_HOUR = 3
"""We count responses once a day at this hour in California, so no number changes when somebody sends a response."""


_USUAL_HOST, _USUAL_PORT = "127.0.0.1", "8000"
USUAL_ADDRESS = f"http://{_USUAL_HOST}:{_USUAL_PORT}"
"""The address of a server without PUBLIC_URL, HOST and PORT."""


def _setting(meaning: str, needed_by: str, default: str = "") -> dict[str, str]:
    """What docs/reference.md says about a setting. default: in words, if it is more than a value."""
    return {"meaning": meaning, "needed_by": needed_by, "default": default}


@dataclass(frozen=True)
class Settings:
    """Every setting. The environment variable has the field's name in capitals. None means not set."""

    database_url: str = field(
        metadata=_setting(
            "The database: `sqlite:////absolute/path` (write `%3F` for `?` and `%25` for `%`) or "
            "`postgresql://user:password@host/database`.",
            "Whoever uses Postgres.",
            "`survey.sqlite` in `INSTANCE_PATH`",
        )
    )
    database_direct_url: str = field(
        metadata=_setting(
            "The same Postgres past any pooler. Locks that belong to a session, such as who seals, do not work through "
            "a pooler that shares connections between transactions.",
            "Whoever has PgBouncer in front of Postgres.",
            "`DATABASE_URL`",
        )
    )
    secret_key: str | None = field(
        metadata=_setting(
            "Signs the sessions of staff. At least 32 characters.",
            "Whoever keeps secrets outside the instance folder.",
            "made once, kept in `secret_key` in `INSTANCE_PATH`",
        )
    )
    host: str = field(
        metadata=_setting(
            "The address on which the server listens: `127.0.0.1` (this computer only), `0.0.0.0` (every IPv4 "
            "address), `::` (every address), `::1` or a name.",
            "Whoever lets other computers connect without a proxy on the same machine.",
        )
    )
    port: int = field(
        metadata=_setting(
            "The port on which the server listens.", "Whoever has another program on that port."
        )
    )
    web_concurrency: int = field(
        metadata=_setting(
            "How many worker processes serve pages, 1 to 64.", "Whoever has more than two processor cores."
        )
    )
    trusted_proxies: int = field(
        metadata=_setting(
            "How many proxies in front of the server set `X-Forwarded-*` headers, 0 to 5. The server believes these "
            "headers only then.",
            "Everyone behind a proxy.",
        )
    )
    redis_url: str | None = field(
        metadata=_setting("Checked, but not used yet: `redis://host:port/0`.", "Nobody yet.", "not set")
    )
    public_url: str = field(
        metadata=_setting(
            "The address that people type and that QR codes hold, without a path. With `https`, browsers are told to "
            "use https only (HSTS).",
            "Everyone who runs a real round.",
            "`http://HOST:PORT`",
        )
    )
    instance_path: Path = field(
        metadata=_setting(
            "The [instance folder](#the-instance-folder): database, keys and secrets. Only the server's user can "
            "read it.",
            "Whoever keeps data apart from the program.",
            "`instance/` beside `run.py`",
        )
    )
    request_log: bool = field(
        metadata=_setting(
            "`1` writes one JSON line for each request: route, status and milliseconds. It never holds an address, a "
            "browser or an answer.",
            "Whoever looks for slow or failing pages.",
            "`0`",
        )
    )
    oidc_providers: Path | None = field(
        default=None,
        metadata=_setting(
            "A JSON file with the [providers](operating.md#google-and-microsoft) that may sign staff in. Only the "
            "server's user may read it (mode 0600).",
            "Districts that sign in with Google or Microsoft.",
            "not set",
        ),
    )
    metrics_token: str | None = field(
        default=None,
        metadata=_setting(
            "Lets a [monitor](monitoring.md) read `/metrics`, which is not there without it. At least 32 characters.",
            "Whoever watches the server with Prometheus.",
            "not set",
        ),
    )


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read settings from environment variables.

    Raises SettingsError with one line for each bad value, and its remedy.
    """
    reader = _Reader(environment)
    take = reader.take
    instance = take("INSTANCE_PATH", str(PROJECT / "instance"), _folder)
    host = take("HOST", _USUAL_HOST, read_host)
    port = take("PORT", _USUAL_PORT, _whole_number(1, 65535))
    database_url = take("DATABASE_URL", _sqlite_url(instance), read_database_url)
    settings = Settings(
        database_url=database_url,
        database_direct_url=take("DATABASE_DIRECT_URL", database_url or "", _direct_url(database_url)),
        secret_key=take("SECRET_KEY", "", _matching(r".{32,}", "secret_key_short")),
        host=host,
        port=port,
        web_concurrency=take("WEB_CONCURRENCY", "2", _whole_number(1, 64)),
        trusted_proxies=take("TRUSTED_PROXIES", "0", _whole_number(0, 5)),
        redis_url=take("REDIS_URL", "", _matching(r"(rediss?|unix)://.*", "redis_url_wrong")),
        public_url=take("PUBLIC_URL", address_here(host, port), read_web_address),
        instance_path=instance,
        request_log=take("REQUEST_LOG", "0", _whole_number(0, 1)) == 1,
        oidc_providers=take("OIDC_PROVIDERS", "", _file),
        metrics_token=take("METRICS_TOKEN", "", _matching(r"[!-~]{32,}", "token_wrong")),
    )
    if reader.faults:
        raise SettingsError("settings_bad", faults=reader.faults)
    return settings


class _Reader:
    """Reads settings one by one, and collects every fault."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.faults: list[Problem] = []

    def take(self, name: str, default: str, read: Callable[[str], Any]) -> Any:
        """The value of one setting; None if it has a fault."""
        try:
            return read(self._environment.get(name) or default)
        except SettingsError as error:
            self.faults.append(Problem("setting_bad", {"name": name, "why": error.problems[0]}))
            return None


def today_in_california() -> date:
    """Today's date where the respondents are."""
    return datetime.now(CALIFORNIA).date()


def last_count(now: datetime) -> datetime:
    """The last time, at or before `now`, at which responses were counted. Both are aware; the result is in California.

    Daylight saving time causes no trouble: clocks change at 2 a.m., so COUNT_HOUR comes exactly once every day.
    """
    local = now.astimezone(CALIFORNIA)
    today = local.replace(hour=COUNT_HOUR, minute=0, second=0, microsecond=0, fold=0)
    return today if local.hour >= COUNT_HOUR else today - timedelta(days=1)


def day_of_last_count() -> date:
    """The day of the last daily count before now."""
    return last_count(datetime.now(CALIFORNIA)).date()


def _whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"\d{1,6}", value) or not lowest <= int(value) <= highest:
            raise SettingsError("number_wrong", given=value, lowest=lowest, highest=highest)
        return int(value)

    return read


def _folder(value: str) -> Path:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise SettingsError("folder_not_utf8", given=repr(value)) from None
    return Path(value).resolve()


def _sqlite_url(instance: Path | None) -> str:
    # SQLAlchemy writes the URL, because "%" and "?" in the path would have a meaning there.
    path = str((instance or PROJECT) / "survey.sqlite")
    return URL.create("sqlite", database=path).render_as_string()


def _direct_url(database_url: str | None) -> Callable[[str], str]:
    def read(value: str) -> str:
        if database_url is None:
            return value  # DATABASE_URL has a fault, and that is told
        url = read_database_url(value)
        if url != database_url and not (
            url.startswith("postgresql") and database_url.startswith("postgresql")
        ):
            raise SettingsError("direct_url_wrong")
        return url

    return read


def _matching(pattern: str, code: str) -> Callable[[str], str | None]:
    def read(value: str) -> str | None:
        if value and not re.fullmatch(pattern, value, re.DOTALL):
            raise SettingsError(code)
        return value or None

    return read


def _file(value: str) -> Path | None:
    if value and not Path(value).is_file():
        raise SettingsError("file_missing", given=value)
    return Path(value).resolve() if value else None
