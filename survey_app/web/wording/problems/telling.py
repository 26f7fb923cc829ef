"""Problems in the reader's language: the one table for pages, and how a page tells an error."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from flask import Flask

from survey_app.errors import SurveyAppError
from survey_app.problems.problem import Problem
from survey_app.web.wording.problems.accounts import ACCOUNTS, waiting_text
from survey_app.web.wording.problems.results import COMMENTS, EXPORTS, RELEASES, WORK
from survey_app.web.wording.problems.rounds import ROUNDS
from survey_app.web.wording.problems.schools import SCHOOLS, STATE_FILES
from survey_app.web.wording.problems.server import ON_THE_SERVER, SERVER
from survey_app.web.wording.problems.surveys import SURVEYS
from survey_app.web.wording.problems.texts import TEXTS
from survey_app.web.wording.problems.workbooks import WORKBOOKS

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
    SERVER,
    WORKBOOKS,
)
ON_PAGES: Mapping[str, object] = MappingProxyType(
    {code: words for table in TABLES for code, words in table.items()}
)
"""Code → words, translated when somebody reads them. Values appear as %(name)s."""
COUNTED = MappingProxyType({"sign_in_waiting": waiting_text})
"""Code → what writes its words, for words that depend on a number."""


def install_problem_words(app: Flask) -> None:
    """Let templates tell problems."""
    app.jinja_env.globals.update(
        problem_text=problem_text, problems_text=problems_text, error_text=error_text
    )


def problem_text(problem: Problem) -> str:
    """Say what went wrong and what the reader can do."""
    if problem.code in COUNTED:
        return COUNTED[problem.code](problem)
    words = str(ON_PAGES.get(problem.code, ON_THE_SERVER))
    # A code without words may be anything, so it is not shown.
    shown = {"problem": problem.code} if problem.code in ON_PAGES else {}
    named = replace(problem, values={**shown, **problem.values})
    return words % named.told(words, problem_text)


def problems_text(problems: Iterable[Problem]) -> str:
    """Say the same for several problems. If two have the same words, say them once."""
    return " ".join(dict.fromkeys(problem_text(problem) for problem in problems))


def error_text(error: SurveyAppError) -> str:
    """Say the same for an error."""
    return problems_text(error.problems)
