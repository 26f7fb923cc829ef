"""The page with the link and QR code of every school for shared devices."""

import re

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from survey_app.extensions import db
from survey_app.staff.kit.shared_devices import shared_link
from survey_app.store.tables import District, School

ADDRESS = "https://surveys.example.org/s/merced-high?kiosk"


@pytest.fixture
def two_schools(app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(insert(District).values(code="24-65789", name="Merced Union High School District"))
        for number, slug in enumerate(("merced-high", "el-capitan-high")):
            school = {"district": "24-65789", "cds": f"2465789000000{number}", "name": slug.title()}
            grades = {"city": "Merced", "grade_low": 9, "grade_high": 12}
            connection.execute(insert(School).values(slug=slug, **school, **grades))


def drawn(address: str) -> str:
    """The path of a QR code: where it is dark."""
    return re.findall(r'<path[^>]* d="([^"]+)"', shared_link("Merced High", address).code)[-1]


def test_no_code_is_drawn_that_no_phone_can_open(two_schools: None, signed_in: FlaskClient) -> None:
    page = signed_in.get("/staff/shared-devices").text

    assert "<svg" not in page
    assert "Only this computer knows the address http://127.0.0.1:8000." in page


def test_every_school_has_its_link_and_a_code_with_a_name(
    app: Flask, two_schools: None, signed_in: FlaskClient
) -> None:
    app.config["PUBLIC_URL"] = "https://surveys.example.org"

    page = signed_in.get("/staff/shared-devices").text

    links = re.findall(r'href="(http[^"]+/s/[^"]+)"', page)
    assert [link.rpartition("/")[2] for link in links] == ["el-capitan-high?kiosk", "merced-high?kiosk"]
    assert page.count("<svg") == 2
    assert 'aria-label="QR code for a shared device at Merced-High"' in page
    assert "style=" not in page


def test_the_code_says_the_address_and_no_other() -> None:
    expected = segno.make(ADDRESS, error="q", micro=False)
    again = expected.svg_inline(
        border=4, dark="#000", light="#fff", svgclass="code", lineclass=None, omitsize=True
    )

    assert drawn(ADDRESS) in again
    assert drawn(ADDRESS.replace("merced", "golden")) not in again
    assert (expected.error, expected.default_border_size) == ("Q", 4)


def test_the_rounds_page_leads_there(signed_in: FlaskClient) -> None:
    assert '"/staff/shared-devices"' in signed_in.get("/staff/").text
