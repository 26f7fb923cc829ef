"""A page about one school, round or person asks the database for what it shows, however many others there are."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from benchmarks.releases import operator
from benchmarks.shared.many_schools import grow
from survey_app.extensions import db
from survey_app.staff.schools import schools as school_pages
from survey_app.store import catalog
from survey_app.surveys.yaml_file import load_library
from tests.district.conftest import BEFORE, a_copy
from tests.staff.accounts.people import OURS

FILLED = {
    "<key>": BEFORE,
    "<slug>": "merced-high",
    "<unit>": "merced-high",
    "<survey>": "student",
    "<section>": next(
        section.name
        for section in load_library()["student"].sections
        if any(question.name == "student_needs3" for question in section.questions)
    ),
    "<question>": "student_needs3",
    "<audience>": "family",
    "<language>": "en",
    "<code>": OURS,
    "<shape>": "summary",
}
OF_ONE = ("<slug>", "<unit>", "<code>")
NOT_LOOKED_AT = {
    "staff.check_link": "asks our own address over the network",
    "staff.kit_sheet": "is typeset from what the page of the kit asks for",
}
OF_THE_DISTRICT = re.compile("/preview/")
"""Pages that show the languages of a district's families, so they read the counts of its schools, in one question."""


class Asked(NamedTuple):
    """What a page asked the database: how many questions, and how many rows it read."""

    statements: int
    rows: int


@contextmanager
def many_schools(district: Flask, folder: Path, schools: int) -> Iterator[Flask]:
    """A copy of the district with so many schools."""
    with a_copy(district, folder) as app:
        with app.app_context(), db.engine.begin() as connection:
            grow(connection, schools)
        yield app


@pytest.fixture(scope="module")
def few_and_many(district: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, Flask]]:
    """The district with 9 schools, and with 90."""
    folder = tmp_path_factory.mktemp("districts")
    with (
        many_schools(district, folder / "few", 9) as few,
        many_schools(district, folder / "many", 90) as many,
    ):
        yield few, many


def pages_of_one(app: Flask) -> list[str]:
    """The address of every page about one school or one district."""
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("staff.") and "GET" in (rule.methods or ())
        if rule.endpoint not in NOT_LOOKED_AT and any(name in rule.rule for name in OF_ONE)
    ]
    return sorted(
        filled(rule.rule.replace("<form>", "svg" if rule.endpoint == "staff.chart" else "html"))
        for rule in rules
    )


def filled(rule: str) -> str:
    for name, value in FILLED.items():
        rule = rule.replace(name, value)
    return rule


def counting_rows(rows: list[int]) -> tuple[Callable[..., None], Callable[..., None]]:
    """What to do when a connection is taken and when it is given back, so that `rows` gets one item a row read."""

    def each(_cursor: object, row: tuple[object, ...]) -> tuple[object, ...]:
        rows.append(1)
        return row

    def start(dbapi_connection: object, _record: object, _proxy: object) -> None:
        dbapi_connection.row_factory = each  # type: ignore[attr-defined]

    def stop(dbapi_connection: object, _record: object) -> None:
        if dbapi_connection is not None:
            dbapi_connection.row_factory = None  # type: ignore[attr-defined]

    return start, stop


def asked_by(app: Flask, client: FlaskClient, address: str) -> Asked:
    """What a page asks, once everything that is kept is there."""
    client.get(address)
    with app.app_context():
        engine = db.engine
    statements: list[str] = []
    rows: list[int] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        # That somebody is still there is noted once a minute, whatever the page.
        if statement.startswith("SELECT"):
            statements.append(statement)

    names = ("before_cursor_execute", "checkout", "checkin")
    listeners = list(zip(names, (note, *counting_rows(rows)), strict=True))
    for name, listener in listeners:
        event.listen(engine, name, listener)
    try:
        answer = client.get(address)
    finally:
        for name, listener in listeners:
            event.remove(engine, name, listener)
    # The first survey with results is where the page of all results of a school leads.
    assert answer.status_code == 200 or address.endswith("/results/merced-high"), address
    return Asked(len(statements), len(rows))


def compare(apps: tuple[Flask, Flask], addresses: list[str]) -> dict[str, tuple[Asked, Asked]]:
    """Address → what it asks of few schools, and of many."""
    found = {}
    clients = [operator(app) for app in apps]
    for address in addresses:
        few, many = (asked_by(app, client, address) for app, client in zip(apps, clients, strict=True))
        found[address] = few, many
    return found


def test_a_page_about_one_school_asks_for_it_alone(few_and_many: tuple[Flask, Flask]) -> None:
    found = compare(few_and_many, pages_of_one(few_and_many[0]))

    assert {
        address: asked
        for address, asked in found.items()
        if asked[0].statements != asked[1].statements
        or (asked[0].rows != asked[1].rows and not OF_THE_DISTRICT.search(address))
    } == {}
    assert len(found) >= 13
    assert all(few.rows > 0 for few, _many in found.values())


def test_a_list_asks_as_many_questions_of_many_schools_as_of_few(few_and_many: tuple[Flask, Flask]) -> None:
    round_pages = [
        f"/staff/rounds/{BEFORE}{page}" for page in ("", "/participation", "/results", "/comments")
    ]
    lists = ["/staff/", "/staff/rounds", "/staff/rounds/new", "/staff/schools", "/staff/people"]
    found = compare(few_and_many, [*lists, *round_pages, "/staff/shared-devices", "/staff/people/2"])

    assert {
        address: asked for address, asked in found.items() if asked[0].statements != asked[1].statements
    } == {}


def test_a_page_that_reads_every_school_is_found(
    few_and_many: tuple[Flask, Flask], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        school_pages,
        "get_school",
        lambda session, slug: next(each for each in catalog.schools(session) if each.slug == slug),
    )

    ((few, many),) = compare(few_and_many, ["/staff/schools/merced-high"]).values()

    assert (many.rows - few.rows, many.statements) == (81, few.statements)
