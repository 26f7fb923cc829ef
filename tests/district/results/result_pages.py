"""The pages of results: their addresses, the words on them, and the schools and surveys that they show."""

from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from survey_app.actions.results.read_results import results_of
from survey_app.extensions import db
from tests.district.conftest import NOW_ROUND

RESULTS = f"/staff/rounds/{NOW_ROUND}/results"
SCHOOL = f"{RESULTS}/merced-high"
LANGUAGES = ("en", "es", "hmn", "pa", "ar")


def words_of(page: str) -> str:
    tree = html.fromstring(page)
    for away in tree.xpath("//script|//style|//nav|//header|//*[@class='trail']"):
        away.drop_tree()
    return str(tree.text_content())


def pages_of(client: FlaskClient, address: str) -> Iterator[str]:
    """The page of a survey at a school, those of its sections, and those of its questions."""
    yield address
    links = html.fromstring(client.get(address).text).xpath("//*[@class='contents']//a/@href")
    yield from links


def units(district: Flask) -> list[str]:
    with district.app_context():
        return ["all", *(unit for unit in results_of(db.session(), NOW_ROUND)[0].header.parts if unit)]


def shown_schools(district: Flask) -> set[str]:
    with district.app_context():
        return {unit for one in results_of(db.session(), NOW_ROUND) for unit in one.header.shown()}


def surveys(district: Flask) -> list[str]:
    with district.app_context():
        return [one.header.survey for one in results_of(db.session(), NOW_ROUND)]
