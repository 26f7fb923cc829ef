"""English for the terminal and the logs: code → what is wrong, and what the person who runs the server can do."""

from collections.abc import Mapping
from types import MappingProxyType

from survey_app.problems.accounts import ACCOUNTS
from survey_app.problems.problem import Problem
from survey_app.problems.responses import BODIES, FILES, REFUSED
from survey_app.problems.results import COMMENTS, EXPORTS, RELEASES, WORK
from survey_app.problems.rounds import ROUNDS
from survey_app.problems.schools import SCHOOLS, STATE_FILES
from survey_app.problems.server import BACKUPS, DATABASE, KEYS, LOGS, MOVES, OTHERS, SETTINGS
from survey_app.problems.surveys import SURVEYS
from survey_app.problems.texts import TEXTS
from survey_app.problems.workbooks import WORKBOOKS

TABLES = (
    ACCOUNTS,
    ROUNDS,
    RELEASES,
    COMMENTS,
    EXPORTS,
    WORK,
    SCHOOLS,
    STATE_FILES,
    SURVEYS,
    TEXTS,
    REFUSED,
    BODIES,
    FILES,
    SETTINGS,
    KEYS,
    BACKUPS,
    DATABASE,
    MOVES,
    LOGS,
    OTHERS,
    WORKBOOKS,
)
ENGLISH: Mapping[str, str] = MappingProxyType(
    {code: words for table in TABLES for code, words in table.items()}
)
"""Every code with its words. %(name)s marks the place of a value."""


def in_english(problem: Problem) -> str:
    """What went wrong, for the terminal. A code without words is printed as it is."""
    words = ENGLISH.get(problem.code)
    return problem.code if words is None else words % problem.told(words, in_english)
