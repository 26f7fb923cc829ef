"""Refuse a database that would write answers, or the times of people, where nobody expects them."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from survey_app.errors import UnsafeDatabase


class _Rule(NamedTuple):
    """One setting: its safe values, and what goes wrong with another."""

    setting: str
    safe: frozenset[str]
    why: str


def _rule(setting: str, safe: str, why: str) -> _Rule:
    return _Rule(setting, frozenset(safe.split()), why)


_POSTGRES = (
    _rule("log_statement", "none ddl", "writes statements to the server log"),
    _rule("log_duration", "off", "writes the time of every statement to the server log"),
    _rule("log_min_duration_statement", "-1", "writes slow statements to the server log"),
    _rule("log_min_duration_sample", "-1", "writes slow statements to the server log"),
    _rule("log_transaction_sample_rate", "0", "writes statements to the server log"),
    _rule(
        "log_parameter_max_length_on_error", "0", "writes answers to the server log when a statement fails"
    ),
    _rule("debug_print_parse", "off", "writes statements to the server log"),
    _rule("debug_print_rewritten", "off", "writes statements to the server log"),
    _rule("debug_print_plan", "off", "writes statements to the server log"),
    _rule("auto_explain.log_min_duration", "-1", "writes statements to the server log"),
    _rule("pgaudit.log", "none", "writes statements to the server log"),
    _rule("track_commit_timestamp", "off", "keeps the second in which each person answered"),
    _rule("fsync", "on", "loses acknowledged responses in a power cut"),
    _rule("full_page_writes", "on", "loses acknowledged responses in a power cut"),
)
_SQLITE = (
    _rule(
        "journal_mode", "wal", "is what durable concurrent writing rests on; keep the file on a local disk"
    ),
    _rule("synchronous", "2", "loses acknowledged responses in a power cut"),
    _rule("secure_delete", "1", "leaves responses in the file after they were mixed"),
    _rule("foreign_keys", "1", "lets rows point at nothing"),
)


def refuse_unsafe(engine: Engine) -> None:
    """Check the settings of the database that privacy and durability rest on.

    Raises UnsafeDatabase with one line for every bad setting, each with the remedy.
    """
    with engine.connect() as connection:
        faults = list(_FAULTS[engine.dialect.name](connection))
    if faults:
        raise UnsafeDatabase(
            "the database is not safe for answers:\n" + "\n".join(f"  {each}" for each in faults)
        )


def _postgres_faults(connection: Connection) -> list[str]:
    rows = connection.exec_driver_sql("SELECT name, setting FROM pg_settings")
    values: dict[str, str] = {str(name): str(value) for name, value in rows}
    return [
        f"{rule.setting} = {values[rule.setting]} {rule.why}; "
        f"run: ALTER SYSTEM SET {rule.setting} = '{min(rule.safe)}', then SELECT pg_reload_conf() or restart"
        for rule in _POSTGRES
        if values.get(rule.setting, next(iter(rule.safe))) not in rule.safe
    ]


def _sqlite_faults(connection: Connection) -> list[str]:
    values = {
        rule.setting: str(connection.exec_driver_sql(f"PRAGMA {rule.setting}").scalar_one())
        for rule in _SQLITE
    }
    return [
        f"{rule.setting} = {values[rule.setting]} {rule.why}"
        for rule in _SQLITE
        if values[rule.setting] not in rule.safe
    ]


_FAULTS: dict[str, Callable[[Connection], list[str]]] = {
    "postgresql": _postgres_faults,
    "sqlite": _sqlite_faults,
}
