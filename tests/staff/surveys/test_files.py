"""Surveys go out as files, and come in with a list of what is taken first."""

import html
import io
import re

from flask import Flask
from flask.testing import FlaskClient

from tests.staff.accounts.people import signed_in_as
from tests.staff.conftest import token_of
from tests.staff.surveys.writing import Writer


def test_a_survey_goes_out_and_comes_back_as_a_draft(boss: FlaskClient) -> None:
    file = boss.get("/staff/surveys/versions/family-2026.3/xlsform")
    assert file.headers["Content-Disposition"] == 'attachment; filename="family-2026.3.xlsx"'
    page = boss.get("/staff/surveys/import").text

    sent = {"csrf_token": token_of(page), "file": (io.BytesIO(file.data), "form.xlsx")}
    report = boss.post("/staff/surveys/import", data=sent).text

    assert "We found" in report
    document = re.search(r'name="document" value="([^"]*)"', report)
    assert document
    taken = {"csrf_token": token_of(report), "document": html.unescape(document[1])}
    made = boss.post("/staff/surveys/import/take", data=taken)
    assert made.status_code == 302, made.text
    assert "Family survey" in boss.get(made.location).text


def test_what_is_no_survey_is_refused_in_words(boss: FlaskClient) -> None:
    token = token_of(boss.get("/staff/surveys/import").text)
    for content in (b"", b"hello", b"PK\x03\x04nothing"):
        sent = {"csrf_token": token, "file": (io.BytesIO(content), "form.xlsx")}
        refused = boss.post("/staff/surveys/import", data=sent)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text


def test_what_was_read_cannot_be_made_up(boss: FlaskClient) -> None:
    token = token_of(boss.get("/staff/surveys/import").text)
    for made_up in ("", "[]", '{"audience": "nobody"}', "{" * 9999):
        answer = boss.post("/staff/surveys/import/take", data={"csrf_token": token, "document": made_up})
        assert answer.status_code in (400, 422)


def test_a_draft_goes_out_once_it_has_no_faults(writer: Writer) -> None:
    belong = writer.item("How much do you feel you belong at this school?")
    assert writer.client.get(f"{writer.address}/export/yaml").data[:2] == b"PK"

    writer.change(belong, ask="")

    assert writer.client.get(f"{writer.address}/export/yaml").location.endswith("/changes")


def test_a_coordinator_brings_no_surveys(published: Flask) -> None:
    client = signed_in_as(published, "coordinator", schools=("merced-high",))

    assert client.get("/staff/surveys/import").status_code == 403
    assert client.get("/staff/surveys").status_code == 200
