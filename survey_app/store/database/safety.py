"""Refuse a database that would write answers, or when people came, where nobody expects it."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from survey_app.errors import UnsafeDatabase
from survey_app.problems.problem import Problem


class _Rule(NamedTuple):
    """One setting: its safe values, and the code that says what goes wrong with other values."""

    setting: str
    safe: frozenset[str]
    why: str


def _rule(setting: str, safe: str, why: str) -> _Rule:
    return _Rule(setting, frozenset(safe.split()), why)


_POSTGRES = (
    _rule("log_statement", "none ddl", "statements_logged"),
    _rule("log_duration", "off", "times_logged"),
    _rule("log_min_duration_statement", "-1", "slow_statements_logged"),
    _rule("log_min_duration_sample", "-1", "slow_statements_logged"),
    _rule("log_transaction_sample_rate", "0", "statements_logged"),
    _rule("log_parameter_max_length_on_error", "0", "answers_logged"),
    _rule("debug_print_parse", "off", "statements_logged"),
    _rule("debug_print_rewritten", "off", "statements_logged"),
    _rule("debug_print_plan", "off", "statements_logged"),
    _rule("auto_explain.log_min_duration", "-1", "statements_logged"),
    _rule("pgaudit.log", "none", "statements_logged"),
    _rule("track_commit_timestamp", "off", "commit_times_kept"),
    _rule("fsync", "on", "lost_in_power_cut"),
    _rule("full_page_writes", "on", "lost_in_power_cut"),
)
_SQLITE = (
    _rule("journal_mode", "wal", "not_write_ahead"),
    _rule("synchronous", "2", "lost_in_power_cut"),
    _rule("secure_delete", "1", "left_in_file"),
    _rule("foreign_keys", "1", "rows_unchecked"),
)


def refuse_unsafe(engine: Engine) -> None:
    """Check the database settings that privacy and durability rest on.

    Raises UnsafeDatabase with one line for every bad setting, each with the remedy.
    """
    with engine.connect() as connection:
        faults = list(_FAULTS[engine.dialect.name](connection))
    if faults:
        raise UnsafeDatabase("database_unsafe", faults=faults)


def doubts(engine: Engine) -> list[Problem]:
    """Return what makes the promise of several servers weaker than it could be. The server runs all the same."""
    if engine.dialect.name != "postgresql":
        return []
    with engine.connect() as connection:
        return [
            Problem(code)
            for code, setting, weak in _DOUBTS
            if connection.exec_driver_sql(f"SHOW {setting}").scalar_one() == weak
        ]


_DOUBTS = (
    ("no_standby_confirms", "synchronous_standby_names", ""),
    ("activities_unseen", "track_activities", "off"),
)
"""Code, setting, and the value that makes us doubt. `synchronous_commit` is not here: each transaction sets it."""


def _postgres_faults(connection: Connection) -> list[Problem]:
    rows = connection.exec_driver_sql("SELECT name, setting FROM pg_settings")
    values: dict[str, str] = {str(name): str(value) for name, value in rows}
    return [
        _problem("postgres_setting", rule, values[rule.setting])
        for rule in _POSTGRES
        if values.get(rule.setting, next(iter(rule.safe))) not in rule.safe
    ]


def _sqlite_faults(connection: Connection) -> list[Problem]:
    values = {
        rule.setting: str(connection.exec_driver_sql(f"PRAGMA {rule.setting}").scalar_one())
        for rule in _SQLITE
    }
    return [
        _problem("sqlite_setting", rule, values[rule.setting])
        for rule in _SQLITE
        if values[rule.setting] not in rule.safe
    ]


def _problem(code: str, rule: _Rule, given: str) -> Problem:
    values = {"setting": rule.setting, "given": given, "why": Problem(rule.why), "safe": min(rule.safe)}
    return Problem(code, values)


_FAULTS: dict[str, Callable[[Connection], list[Problem]]] = {
    "postgresql": _postgres_faults,
    "sqlite": _sqlite_faults,
}
