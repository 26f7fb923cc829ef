"""Every number on a page, on paper and in a table is in a release."""

import csv
import io
import math
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from pypdf import PdfReader
from sqlalchemy import select

from survey_app.extensions import db
from survey_app.store.tables import ReleasePart
from tests.district.conftest import NOW_ROUND
from tests.district.results.result_pages import RESULTS, SCHOOL, pages_of, shown_schools, surveys, units

A_FEW = {"merced-high": 3, "yosemite-high": 7, "all": 5}
"""Units, and of how many questions one is looked at."""
TENTHS = {*range(1, 11)}
"""About 3 in 10."""
TWENTIETHS = r"\babout \d{1,2} in 20\b"


def numbers_released(district: Flask) -> set[int]:
    """Every number in any part of any release as a page may write it: rounded down and up, and in tenths."""
    with district.app_context():
        texts = db.session().scalars(select(ReleasePart.json)).all()
    found = {float(each) for text in texts for each in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", text)}
    return {math.floor(each) for each in found} | {math.ceil(each) for each in found} | TENTHS


def cells(page: str) -> Iterator[str]:
    """The text of every place with numbers: cells, bold numbers, and how many took part."""
    tree = html.fromstring(page)
    for found in tree.xpath("//td|//caption/small|//th/small|//*[@class='total']"):
        yield " ".join(found.text_content().split())


def numbers_in(words: str) -> set[int]:
    return {int(found) for found in re.findall(r"\d+", re.sub(TWENTIETHS, "", words))}


def strangers(words: str, known: set[int]) -> set[int]:
    return numbers_in(words) - known


def addresses_with_numbers(district: Flask, client: FlaskClient, everywhere: bool) -> Iterator[str]:
    """The pages of results of a large school, a small one and the district. everywhere: of all, each question too."""
    yield RESULTS
    yield from (f"/r/{unit}/en" for unit in shown_schools(district))
    for unit in units(district) if everywhere else A_FEW:
        for survey in surveys(district):
            addresses = list(pages_of(client, f"{RESULTS}/{unit}/{survey}"))
            questions = [address for address in addresses if "/question/" in address]
            yield from (address for address in addresses if address not in questions)
            yield from questions[:: 1 if everywhere else A_FEW[unit]]


@pytest.mark.parametrize("everywhere", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_number_on_every_page_is_in_a_release(district: Flask, admin: FlaskClient, everywhere: bool):
    known = numbers_released(district) | {11}
    addresses = addresses_with_numbers(district, admin, everywhere)
    seen = 0
    for address in addresses:
        answer = admin.get(address)
        assert answer.status_code == 200, address
        for cell in cells(answer.text):
            seen += len(numbers_in(cell))
            assert strangers(cell, known) == set(), (address, cell)

    assert seen > 10_000


def test_a_number_that_was_made_up_is_found(district: Flask):
    page = "<html><table><tr><td>987654 people</td></tr></table></html>"

    assert strangers(" ".join(cells(page)), numbers_released(district)) == {987654}


def test_every_number_of_the_reports_is_in_a_release(district: Flask, admin: FlaskClient):
    known = numbers_released(district) | {11}
    seen = 0
    for unit in ("merced-high", "yosemite-high", "all"):
        page = admin.get(f"{RESULTS}/{unit}/report/full.html")
        assert page.status_code == 200
        for cell in cells(page.text):
            seen += len(numbers_in(cell))
            assert strangers(cell, known) == set(), cell

    assert seen > 200


@pytest.mark.parametrize("shape", ["summary", "full", "slide", "poster"])
def test_every_number_on_paper_is_in_a_release(district: Flask, admin: FlaskClient, shape: str):
    reader = PdfReader(io.BytesIO(admin.get(f"{SCHOOL}/report/{shape}.pdf").data))
    words = "\n".join(page.extract_text() for page in reader.pages)
    said = re.findall(r"(\d+)\s?%|(\d+) (?:people|answered)", words)

    assert len(said) > 10
    assert {int(first or second) for first, second in said} <= numbers_released(district)


def test_tables_hold_the_numbers_of_the_release_and_no_others(district: Flask, tmp_path):
    out = tmp_path / "tables.csv"
    done = district.test_cli_runner().invoke(
        args=["export", "tables", "--round", NOW_ROUND, "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    columns = ("people_low", "people_high", "per_cent_low", "per_cent_high")
    known = numbers_released(district)
    told = {float(row[name]) for row in rows for name in columns if row[name]}
    assert {whole for each in told for whole in (math.floor(each), math.ceil(each))} <= known
    assert len(rows) > 10_000
    assert {row["school"] for row in rows} >= {"(all schools)", "merced-high"}
