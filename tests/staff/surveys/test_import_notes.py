"""What a file brings that we cannot take is named with its place, on the page that is shown first."""

import io
import re

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook

from tests.staff.conftest import token_of

SURVEY = (
    ("type", "name", "label::English (en)", "label::Español (es)", "relevant"),
    ("begin_group", "trip", "Your bus", "Su autobús", ""),
    ("select_one yn", "bus", "Do you take the bus?", "¿Toma el autobús?", ""),
    ("geopoint", "home", "Where do you live?", "¿Dónde vive?", ""),
    ("text", "why", "Why not?", "¿Por qué no?", "${tram} = 'no'"),
    ("end_group", "", "", "", ""),
)
CHOICES = (
    ("list_name", "name", "label::English (en)", "label::Español (es)"),
    ("yn", "yes", "Yes", "Sí"),
    ("yn", "no", "No", "No"),
)


@pytest.fixture(scope="module")
def form() -> bytes:
    """A form with a question that asks where people are, and a rule about a question that is not there."""
    book, file = Workbook(), io.BytesIO()
    for name, rows in (("survey", SURVEY), ("choices", CHOICES)):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


def sent(client: FlaskClient, form: bytes) -> str:
    token = token_of(client.get("/staff/surveys/import").text)
    data = {"csrf_token": token, "audience": "student", "file": (io.BytesIO(form), "bus.xlsx")}
    answer = client.post("/staff/surveys/import", data=data)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_what_cannot_be_taken_is_named_with_its_row(boss: FlaskClient, form: bytes) -> None:
    page = sent(boss, form)

    assert "We found 2 questions." in page
    places = re.findall(r"<li><p><strong>(.*?)</strong></p><p>.+?</p></li>", page)
    assert any(place.startswith("survey, row 4") for place in places), places
    assert "Take it as a draft" in page
