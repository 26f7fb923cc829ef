"""No staff page of a district is larger than 150 kB, and none takes many times as long as the start page."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import delete, select

from benchmarks.releases import operator
from benchmarks.shared.long_survey import add_long_draft
from benchmarks.shared.many_schools import grow
from benchmarks.staff_pages import (
    MANY_PAGES,
    MOST_BYTES,
    MOST_BYTES_LANGUAGE,
    MOST_TIMES,
    START,
    Page,
    at_most,
    faults,
    is_about,
    measured_again,
    walk,
)
from survey_app.extensions import db
from survey_app.store.tables import School, SurveyDraft
from tests.district.conftest import BEFORE, a_copy
from tests.staff.conftest import token_of

# What no link leads to from the start page, and why.
NOT_REACHED = {
    "staff.sign_in_page": "of those who are not signed in",
    "staff.ask_to_enter": "of those who are not signed in",
    "staff.invitation": "of those who are not signed in",
    "staff.begin_oidc": "leads away",
    "staff.end_oidc": "leads back",
    "staff.unit_results": "leads on",
    "staff.job": "a few lines about work that was asked for",
    "staff.see_changes": "of files that were sent",
    "staff.sample": "of whoever runs the server",
    "staff.check_link": "asks our own address over the network",
    "staff.whole_draft": "the survey itself, as the public gets it",
}
FILES = {
    "staff.texts_file",
    "staff.clips_csv",
    "staff.sign_off_sheet_pdf",
    "staff.export_survey",
    "staff.export_draft",
    "staff.chart",
    "staff.kit_sheet",
    "staff.participation_csv",
    "staff.job_file",
}
ANY_MACHINE = float("inf")


@pytest.fixture
def draft(admin: FlaskClient) -> Iterator[str]:
    """A round that can still be changed, as the form suggests it."""
    page = html.fromstring(admin.get("/staff/rounds/new").text)
    (form,) = page.xpath("//form[.//*[@name='closes_on']]")
    chosen = {"schools": "merced-high", "audiences": ["student", "partner"], "consent-student": "passive"}
    made = admin.post("/staff/rounds/new", data={**dict(form.form_values()), **chosen})
    yield made.location
    admin.post(f"{made.location}/delete", data={"csrf_token": token_of(admin.get(made.location).text)})


@pytest.fixture
def long_draft(district: Flask) -> Iterator[str]:
    """The draft of a survey with 200 questions in 12 languages."""
    with district.app_context():
        yield add_long_draft(db.session())
        db.session.remove()
        with db.engine.begin() as connection:
            connection.execute(delete(SurveyDraft))


@pytest.fixture
def large_district(district: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A copy of the district with 300 schools, hundreds of accounts and a long log."""
    with a_copy(district, tmp_path / "large") as app, app.app_context():
        with db.engine.begin() as connection:
            grow(connection, 300)
        yield app
        db.session.remove()


# Some pages of a kind, and the largest in the longest language; with --long, all.
@pytest.fixture(params=[7, pytest.param(1_000, marks=pytest.mark.long)])
def most(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def pages(district: Flask, admin: FlaskClient, draft: str, long_draft: str, most: int) -> list[Page]:
    """Pages of one school and of all together, the results of one round; the largest also in the longest language.

    Measured in seconds of the processor, so that nothing else that the machine does counts.
    """
    with district.app_context():
        is_ours = is_about("merced-high", db.session().scalars(select(School.slug)))
        db.session.remove()

    is_enough_of_many, is_enough_of_others = at_most(5, district), at_most(most, district)

    def may_follow(address: str) -> bool:
        is_other = "language=" in address and not address.endswith(".html?language=en")
        if not is_ours(address) or is_other or f"/{BEFORE}/results/" in address:
            return False
        return not (is_enough_of_many if address.startswith(MANY_PAGES) else is_enough_of_others)(address)

    found = list(walk(district, admin, time.thread_time, may_follow))
    found = measured_again(admin, time.thread_time, found, ANY_MACHINE)
    results = [page for page in found if "/results/" in page.address]
    largest = sorted(results, key=lambda page: -page.size)[: most // 2]
    for page in largest:
        address = f"{page.address.partition('?')[0]}?language={MOST_BYTES_LANGUAGE}"
        found.append(Page(address, page.kind, page.seconds, len(admin.get(address).data)))
    return found


def test_no_staff_page_is_too_large_or_takes_too_long(district: Flask, pages: list[Page]):
    looked_at = {page.kind for page in pages}
    every = {
        rule.endpoint
        for rule in district.url_map.iter_rules()
        if rule.endpoint.startswith("staff.") and "GET" in (rule.methods or ())
    }

    assert faults(pages, ANY_MACHINE) == []
    assert every - looked_at - FILES == set(NOT_REACHED)
    assert len(pages) > 120


def test_no_staff_page_of_300_schools_is_too_large_or_takes_too_long(large_district: Flask):
    with large_district.app_context():
        is_ours = is_about("merced-high", db.session().scalars(select(School.slug)))
    is_enough = at_most(3, large_district)
    client = operator(large_district)

    found = list(
        walk(
            large_district,
            client,
            time.thread_time,
            lambda each: is_ours(each) and "language=" not in each and not is_enough(each),
        )
    )

    assert faults(measured_again(client, time.thread_time, found, ANY_MACHINE), ANY_MACHINE) == []
    looked_at = {page.kind for page in found}
    lists = {
        "people",
        "person",
        "schools_list",
        "shared_devices",
        "round_page",
        "participation",
        "results",
        "comments",
    }
    assert {f"staff.{name}" for name in lists} <= looked_at
    assert any("page=2" in page.address for page in found)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (Page("/staff/a", "a", 0.002, MOST_BYTES + 1), "/staff/a: 150001 bytes"),
        (
            Page("/staff/a", "a", 0.002 * (MOST_TIMES + 1), 1_000),
            "/staff/a: 82 ms, 41 times the start page",
        ),
    ],
)
def test_a_page_that_is_too_large_or_takes_too_long_is_found(page: Page, said: str):
    start = Page(START, "staff.start", 0.002, 3_000)

    assert faults([start, page], ANY_MACHINE) == [said]
    assert faults([start], ANY_MACHINE) == []


def test_a_page_that_only_seemed_slow_is_measured_again(admin: FlaskClient):
    start, once = Page(START, "staff.start", 0.01, 3_000), Page("/staff/rounds", "staff.rounds", 9.0, 1_000)

    assert measured_again(admin, time.thread_time, [start, once], ANY_MACHINE)[1].seconds < 9


def test_a_page_that_is_too_slow_on_a_quiet_machine_is_found():
    start, slow = Page(START, "staff.start", 0.01, 3_000), Page("/staff/a", "a", 0.2, 1_000)

    assert faults([start, slow]) == ["/staff/a: 200 ms, 20 times the start page"]
