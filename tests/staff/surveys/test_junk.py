"""Whatever somebody sends as a survey, the editor keeps or refuses it, and shows it."""

import io
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.staff.conftest import token_of

QUESTION = {"name": "a", "type": "choose_one", "ask": {"words": {"en": "A?"}}, "privacy": "safe"}


def a_document(**more: Any) -> dict[str, Any]:
    section = {"name": "s", "title": {"words": {"en": "S"}}, "questions": [QUESTION]}
    return {"audience": "student", "language": "en", "sections": [section], **more}


def with_question(**more: Any) -> dict[str, Any]:
    return a_document(sections=[{"name": "s", "schools": 5, "questions": [{**QUESTION, **more}]}])


JUNK = [
    *(
        a_document(**{name: 5})
        for name in ("title", "sections", "lists", "who", "lines", "languages", "grades")
    ),
    *(
        a_document(**{name: {"a": [1]}})
        for name in ("title", "who", "lines", "languages", "grades", "consent")
    ),
    *(a_document(**{name: [[1], {}]}) for name in ("name", "who", "start", "languages", "grades", "version")),
    *(
        a_document(title=words)
        for words in ("\0", "\ud800", {"words": {"en": "\ud800"}}, {"words": {"\ud800": "x"}})
    ),
    a_document(minutes=float("nan")),
    a_document(minutes=10**400),
    a_document(name="\ud800"),
    *(
        with_question(**{name: [[]]})
        for name in ("when", "type", "name", "privacy", "choices", "rows", "lcap")
    ),
    *(
        with_question(**{name: {"list": []}})
        for name in ("when", "type", "name", "privacy", "choices", "rows")
    ),
    *(
        with_question(choices=[{"code": [], "text": text}])
        for text in ([], {"words": []}, {"words": {"en": 5}})
    ),
    with_question(when=["eq", "\ud800", "a"]),
]


@pytest.fixture
def send(boss: FlaskClient):
    """Sends a document as the form of an import does."""
    token = token_of(boss.get("/staff/surveys/import").text)
    return lambda document: boss.post(
        "/staff/surveys/import/take", data={"csrf_token": token, "document": document}
    )


def test_a_forged_document_is_a_draft_that_every_page_shows_or_is_refused(
    boss: FlaskClient, send: Any
) -> None:
    for document in JUNK:
        taken = send(json.dumps(document))

        assert taken.status_code in (302, 422), document
        for page in pages_of(boss, taken.location) if taken.status_code == 302 else ():
            assert boss.get(page).status_code in (200, 302), (page, document)


def pages_of(boss: FlaskClient, draft: str) -> list[str]:
    whole = ("", "/items/about", "/changes", "/history", "/try/en", "/export/yaml")
    items = set(re.findall(r'/items/(\w+)"', boss.get(draft).text))
    return [draft + page for page in (*whole, *(f"/items/{item}" for item in items))]


def test_what_is_nested_too_deeply_is_no_fault_of_ours(send: Any) -> None:
    deep = json.dumps(a_document(title="deep")).replace('"deep"', "[" * 900 + "]" * 900)

    assert send(deep).status_code == 302


@pytest.mark.parametrize("key", ["who", "languages", "grades", "start", "consent"])
def test_a_file_with_a_word_in_place_of_a_list_says_so(boss: FlaskClient, send: Any, key: str) -> None:
    token = token_of(boss.get("/staff/surveys/import").text)
    file = f"name: student\naudience: student\nlanguage: en\n{key}: {{a: 5}}\nsections: 7\n".encode()
    answer = boss.post(
        "/staff/surveys/import",
        data={"csrf_token": token, "file": (io.BytesIO(file), "student.yaml")},
        content_type="multipart/form-data",
    )

    assert answer.status_code in (200, 422)
