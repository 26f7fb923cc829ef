"""Long lists come a page at a time, and can be searched by name."""

import re

from flask import Flask
from flask.testing import FlaskClient

from survey_app.extensions import db
from survey_app.staff.paging import ON_A_PAGE
from survey_app.store.tables import School
from tests.staff.accounts.people import OURS, add_districts, signed_in_as


def many_schools(app: Flask, count: int) -> FlaskClient:
    """An administrator of a district with so many schools more than two."""
    add_districts(app)
    with app.app_context():
        for number in range(count):
            cds = f"{24657890000000 + number}"
            made = School(
                slug=f"school-{number:03}", district=OURS, cds=cds, name=f"School {number:03}", city="x"
            )
            made.grade_low, made.grade_high = 9, 12
            db.session.add(made)
        db.session.commit()
    return signed_in_as(app, "district_admin", OURS)


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a [^>]*>([^<]*)', page)


def test_every_school_is_on_one_page_of_the_list(app: Flask):
    client = many_schools(app, 2 * ON_A_PAGE)
    pages = [names(client.get(f"/staff/schools?page={at}").text) for at in (1, 2, 3)]

    assert [len(page) for page in pages] == [ON_A_PAGE, ON_A_PAGE, 2]
    assert [name for page in pages for name in page] == [
        "Merced High",
        *(f"School {n:03}" for n in range(2 * ON_A_PAGE)),
        "Sequoia High",
    ]


def test_each_page_leads_to_the_ones_beside_it(app: Flask):
    client = many_schools(app, 2 * ON_A_PAGE)
    middle = client.get("/staff/schools?page=2").text

    assert 'rel="prev" href="/staff/schools"' in middle
    assert 'rel="next" href="/staff/schools?page=3"' in middle
    assert "Page 2 of 3" in middle


def test_a_page_before_the_first_or_beyond_the_last_is_the_nearest(app: Flask):
    client = many_schools(app, ON_A_PAGE)

    assert "Page 2 of 2" in client.get("/staff/schools?page=99999").text
    for nonsense in ("0", "-1", "two", "", "1" * 400):
        answer = client.get(f"/staff/schools?page={nonsense}")
        assert answer.status_code == 200, nonsense


def test_a_school_is_found_by_a_part_of_its_name_whatever_its_case(app: Flask):
    client = many_schools(app, ON_A_PAGE)

    assert names(client.get("/staff/schools?find=SEQUOIA").text) == ["Sequoia High"]
    nothing = client.get("/staff/schools?find=<b>nowhere").text
    assert names(nothing) == []
    assert "Nothing here has “&lt;b&gt;nowhere” in its name." in nothing


def test_a_short_list_has_no_box_to_search_and_no_pages(app: Flask):
    page = many_schools(app, 1)

    assert 'id="find"' not in page.get("/staff/schools").text
    assert 'rel="next"' not in page.get("/staff/schools").text
