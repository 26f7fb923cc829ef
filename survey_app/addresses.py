"""Addresses as people write them in settings: of hosts, of the site, of databases."""

import re
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from survey_app.errors import SettingsError

_NAME = re.compile(
    r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.IGNORECASE | re.ASCII
)
_NUMBERS = re.compile(r"[0-9.]+")


def opens_on_phones(public_url: str) -> bool:
    """Whether another device can open an address. It cannot if the address means "this computer" on every device."""
    host = urlsplit(public_url).hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return host != "localhost" and not host.endswith(".localhost")
    return not (address.is_loopback or address.is_unspecified or address.is_link_local)


def in_brackets(host: str) -> str:
    """A host as it is written before a port: "[::1]", "127.0.0.1"."""
    return f"[{host}]" if ":" in host else host


def read_database_url(value: str) -> str:
    """Return the address of a database as SQLAlchemy takes it. Raises SettingsError."""
    scheme, separator, rest = value.partition("://")
    if scheme == "sqlite" and "?" in rest:
        raise SettingsError("sqlite_path_wrong")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and separator:
        value = f"postgresql+psycopg://{rest}"
    elif scheme != "sqlite" or not rest.startswith("//") or len(rest) == 2:
        value = ""
    with suppress(ArgumentError, ValueError):
        make_url(value)
        return value
    raise SettingsError("database_url_wrong")


def read_host(value: str) -> str:
    """An IP address without brackets, or a name. Raises SettingsError."""
    host = value.removeprefix("[").removesuffix("]") if value.startswith("[") else value
    try:
        if "%" not in host:
            return str(ip_address(host))
    except ValueError:
        if _NAME.fullmatch(host) and not _NUMBERS.fullmatch(host):
            return host.lower()
    raise SettingsError("host_wrong", given=value)


def address_here(host: str | None, port: int | None) -> str:
    """The address where this computer reaches itself. A server can listen on 0.0.0.0 or ::, but nobody can open it."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host or "127.0.0.1", host or "127.0.0.1")  # noqa: S104 (compared, not bound)
    return f"http://{in_brackets(reachable)}:{port or 8000}"


def read_web_address(value: str) -> str:
    """The scheme, host and port of an address that has nothing more. Raises SettingsError."""
    if "@" in value:
        raise SettingsError("address_with_password")
    try:
        parts = urlsplit(value)
        host, port = read_host(parts.hostname or ""), parts.port
    except (ValueError, SettingsError):
        raise SettingsError("address_wrong", given=value) from None
    if parts.scheme not in ("http", "https"):
        raise SettingsError("address_wrong", given=value)
    if parts.path.strip("/") or "?" in value or "#" in value:
        raise SettingsError("address_with_path", given=value)
    if host in ("0.0.0.0", "::"):  # noqa: S104 (compared, not bound)
        raise SettingsError("address_of_nobody", given=value)
    return f"{parts.scheme}://{in_brackets(host)}" + (f":{port}" if port is not None else "")
