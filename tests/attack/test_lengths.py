"""Lengths tell nobody who wrote long texts: neither on a phone, nor in the file it saves, nor on the way.

The attack is also made on envelopes of the sizes that there were before, which it must break.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page

from survey_app.actions.demo.answers import Simulation
from survey_app.actions.demo.people import Person, draw_people, read_sample_district
from survey_app.actions.responses.envelopes import EnvelopeKeys
from survey_app.respond.offline.client_bundle import render_kit
from survey_app.surveys.access_codes import new_code, spell
from survey_app.surveys.answers import accept
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.typed_text import OTHER_LONGEST, WIDEST
from survey_app.surveys.yaml_file import load_library
from tests.js.conftest import answer_with_source
from tests.respond.page_samples import a_pages_app

pytestmark = pytest.mark.browser

FAMILIES, LONGEST = 40, 500
WRITERS = {"es": "más becas, ", "pa": "ਹੋਰ ਕਿਤਾਬਾਂ, ", "ar": "كتب أكثر، ", "hmn": "ntxiv phau ntawv, "}
SIZES_BEFORE = (1024, 4096, 16384, 65536)
SURVEYS = load_library()
ADDRESS = "/s/merced-high/{audience}/responses"
PUT = """async ([address, response, kit]) => {
    const { putResponse } = await import("/js/offline/outbox.js");
    return putResponse(address, response, kit, "no draft");
}"""
HELD = """async (name) => {
    const { readAll } = await import("/js/offline/store.js");
    return (await readAll("outbox")).find(({ id }) => id == name);
}"""
FILE = 'import("/js/offline/outbox.js").then(({ toFile }) => toFile())'


class Phone:
    """A browser that keeps finished responses as it does on our pages."""

    def __init__(self, page: Page, kit: dict[str, Any]) -> None:
        self._page = page
        self.kit = kit

    def keep(self, response: dict[str, Any], audience: str = "family", **changes: Any) -> dict[str, Any]:
        """Put a response into the outbox; return what lies there, `at` aside, which is a time."""
        given = [ADDRESS.format(audience=audience), response, {**self.kit, **changes}]
        held: dict[str, Any] = self._page.evaluate(HELD, self._page.evaluate(PUT, given))
        return {name: part for name, part in held.items() if name != "at"}

    def saved_file(self) -> list[dict[str, Any]]:
        responses: list[dict[str, Any]] = json.loads(self._page.evaluate(FILE))["responses"]
        return responses


@pytest.fixture
def phone(chromium: Browser, tmp_path: Path, static_builds: Path) -> Iterator[Phone]:
    page = chromium.new_page()
    page.route("https://survey.test/**", answer_with_source)
    page.goto("https://survey.test/")
    with a_pages_app(static_builds).test_request_context():
        kit = json.loads(
            render_kit("en", EnvelopeKeys(tmp_path / "keys").make_first().current(), SURVEYS.values())
        )
    yield Phone(page, kit)
    page.close()


def families() -> Iterator[tuple[Person, dict[str, Any]]]:
    """People with raw answers: four who answer everything and write as much as they can, then those of the sample."""
    random, district = Random(5), read_sample_district()
    simulation = Simulation(random, district.people)
    talkative = Simulation(random, {**district.people, "stops": 0, "blank": 0, "prefers_not": 0})
    people = (each for each in draw_people(random, district, 1000) if each.audience == "family")
    for language, words in WRITERS.items():
        person = replace(next(people), language=language)
        text = (words * LONGEST)[:LONGEST]
        said = talkative.answer(SURVEYS["family"], facts_of(person), person)
        beside = {
            key: text[:OTHER_LONGEST] for each in SURVEYS["family"].questions() if (key := each.other_key)
        }
        yield person, {**said, **beside, "open_change": text}
    for _ in range(FAMILIES - len(WRITERS)):
        person = next(people)
        yield person, simulation.answer(SURVEYS["family"], facts_of(person), person)


def facts_of(person: Person) -> SchoolFacts:
    return SchoolFacts(person.school.name, "District", person.school.low, person.school.high)


def a_body(survey: Survey, number: int, **changes: Any) -> dict[str, Any]:
    """The body as `static/js/widgets/form/survey.js` makes it, of a link with access codes."""
    body = {
        "id": str(UUID(int=number, version=4)),
        "salt": "9hV0abcdefghijklmnopqr",
        "round": "spring-2027",
        "version": survey.version,
        "language": "en",
        "channel": "web",
        "code": spell(new_code()),
        "answers": {},
    }
    return {name: part for name, part in {**body, **changes}.items() if part is not ...}


def length(part: Any) -> int:
    return len(json.dumps(part, ensure_ascii=False).encode())


def told_by_length(lengths: dict[str, int]) -> set[str]:
    """Those whose length fewer than 11 people have: what an attacker who knows all lengths makes of them."""
    how_many = Counter(lengths.values())
    return {who for who, each in lengths.items() if how_many[each] < 11}


def size_before(body: dict[str, Any]) -> int:
    return next(size for size in SIZES_BEFORE if size >= length(body))


def test_of_forty_families_nobody_knows_by_length_who_wrote(phone: Phone) -> None:
    survey = SURVEYS["family"]
    bodies = {
        f"writer in {person.language}" if number < len(WRITERS) else f"family {number}": a_body(
            survey, number, language=person.language, answers=raw
        )
        for number, (person, raw) in enumerate(families())
    }
    held = {who: phone.keep(body) for who, body in bodies.items()}

    assert {length(each) for each in held.values()} == {length(held["writer in es"])}
    assert {length(each) for each in phone.saved_file()} == {length(phone.saved_file()[0])}
    assert told_by_length({who: length(each) for who, each in held.items()}) == set()


def test_the_sizes_of_before_tell_the_writers(phone: Phone) -> None:
    """The control: the same families, the same phone, and envelopes of 1, 4, 16 or 64 KiB."""
    survey, lengths = SURVEYS["family"], {}
    for number, (person, raw) in enumerate(families()):
        body = a_body(survey, number, language=person.language, answers=raw)
        who = f"writer in {person.language}" if number < len(WRITERS) else f"family {number}"
        lengths[who] = length(phone.keep(body, sizes={survey.version: size_before(body)}))

    # Their letters take two and three bytes.
    assert told_by_length(lengths) >= {"writer in ar", "writer in pa"}


@pytest.mark.parametrize("name", SURVEYS)
def test_whatever_a_survey_allows_has_one_size_on_the_phone(phone: Phone, name: str) -> None:
    """In every language, with and without code, salt, round and texts, and with the widest of everything."""
    survey = SURVEYS[name]
    largest: dict[str, Any] = {question.name: question.largest() for question in survey.questions()}
    largest |= {key: WIDEST * OTHER_LONGEST for question in survey.questions() if (key := question.other_key)}
    controls = {key: "\x02\v" * 100 for question in survey.questions() if (key := question.other_key)}
    everywhere = SchoolFacts("A", "B", -1, 12, 1, frozenset(section.name for section in survey.sections))
    assert accept(survey, everywhere, largest).answers["open_change" if name != "elementary" else "wish"]

    changes = [
        *({"language": language} for language in survey.languages),
        {"code": None},
        {"salt": ...},
        {"round": "r" * 60},
        {"channel": "kiosk", "answers": largest, "round": "r" * 60},
        {"answers": {**largest, **controls}},
    ]
    held = [
        phone.keep(a_body(survey, number, **change), survey.audience) for number, change in enumerate(changes)
    ]

    assert {length(each) for each in held} == {length(held[0])}
