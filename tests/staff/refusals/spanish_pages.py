"""Pages in Spanish: how to ask for one, the words on it, and the English of the terminal that must not be there."""

import re
from collections.abc import Callable
from html import unescape

from flask.testing import FlaskClient

from survey_app.problems.english import ENGLISH
from survey_app.problems.problem import NAMED, Problem
from tests.staff.conftest import token_of

SPANISH = {"Accept-Language": "es"}
COMMAND = re.compile(r"run\.py|`[a-z]|(?<![\w-])--[a-z]+|chmod")
LEAST_WORDS = 3
PLAIN = ("said_earlier", "sheet_not_made")
"""Codes whose words are values alone."""
FOR_WHOEVER_RUNS_IT = "python3 run.py staff link"
"""The last words of the page to sign in, after a sentence that says who can do that."""


def pieces(words: str) -> list[str]:
    """The parts of a sentence between its values that are long enough to recognize."""
    parts = [part.strip(" ;:,.\n").replace("%%", "%") for part in NAMED.sub("\0", words).split("\0")]
    return [part for part in parts if len(part.split()) >= LEAST_WORDS]


def english_of_the_terminal(text: str) -> list[str]:
    """List the sentences and commands of the terminal on a page."""
    said = [piece for words in ENGLISH.values() for piece in pieces(words) if piece.lower() in text.lower()]
    return [*dict.fromkeys(said), *COMMAND.findall(text)]


def text_of(page: str) -> str:
    """The visible words of a page in its language, without those marked as English."""
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    foreign = re.sub(r'<(\w+)[^>]*\blang="en"[^>]*>.*?</\1>', " ", main[0] if main else page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", foreign)).split()).removesuffix(FOR_WHOEVER_RUNS_IT)


def send(client: FlaskClient, path: str, **fields: object) -> str:
    """Send a form; returns the page that follows."""
    token = token_of(client.get("/staff/schools/new", headers=SPANISH).text)
    data = {"csrf_token": token, **fields}
    return client.post(path, data=data, headers=SPANISH, follow_redirects=True).text


def check(page: str, codes: list[str], say: Callable[[str], list[str]]) -> None:
    text = text_of(page)
    missing = {code: said for code in codes for said in say(code) if said not in text}
    assert missing == {}, text
    assert english_of_the_terminal(text) == [], text


def sample(code: str) -> Problem:
    """A problem with every value that its words name."""
    values: dict[str, object] = {
        name: f"<{name}>" for name in (*NAMED.findall(ENGLISH[code]), "line", "better")
    }
    return Problem(code, {**values, "wanted": Problem("schools_file"), "seconds": 61})
