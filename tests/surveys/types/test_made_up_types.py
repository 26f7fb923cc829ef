"""A question type is one class: one that nobody has heard of goes from a file through both doors into every export."""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from lxml import etree

from survey_app.actions.demo.answers import Simulation
from survey_app.actions.demo.people import Person, read_sample_district
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.config import day_of_last_count
from survey_app.extensions import db
from survey_app.surveys.answers import accept, read
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.published import published_survey
from survey_app.surveys.questions import Problem
from survey_app.surveys.sizes import response_size
from survey_app.surveys.yaml_file import check_survey, load_survey
from tests.staff.accounts.people import OURS, signed_in_as
from tests.surveys.types.asking import ROUND, SCHOOLS, an_app_that_asks, listed, run
from tests.surveys.types.made_up import MADE_UP, YAML, answers, as_form, write_survey

DOOR = f"/s/{SCHOOLS[0]}/partner"
PEOPLE = 120
FACTS = SchoolFacts("Merced High", "Merced Union High", 9, 12)
DDI = "{ddi:codebook:2_5}"


@pytest.fixture(scope="module", autouse=True)
def made_up_types() -> Iterator[None]:
    with listed():
        yield


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    return load_survey(write_survey(tmp_path_factory.mktemp("survey")))


@pytest.fixture(scope="module")
def app(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with an_app_that_asks(tmp_path_factory.mktemp("app"), sqlite_template) as app:
        yield app


@pytest.fixture(scope="module")
def finished(app: Flask) -> Flask:
    """Everybody answered, half of them through each door; the round is finished and its results are approved."""
    with app.app_context():
        begin_epoch(db.engine, EpochKeys.of(Path(app.instance_path)), day_of_last_count())
    client = app.test_client()
    for number in range(PEOPLE):
        given, door = answers(number), f"/s/{SCHOOLS[number * 2 // PEOPLE]}/partner"
        if number % 2:
            body = {"id": str(uuid4()), "version": "partner-2031.1", "language": "en", "channel": "web"}
            sent = client.post(f"{door}/responses", json={**body, "code": None, "answers": given})
            assert sent.status_code == 201, sent.text
        else:
            form = {"version": "partner-2031.1", **dict(as_form(given))}
            assert client.post(f"{door}/en", data=form).status_code == 303
    run(app, "round", "finish", ROUND)
    run(app, "release", "--round", ROUND)
    run(app, "release", "approve", "--round", ROUND)
    return app


@pytest.fixture(scope="module")
def exported(finished: Flask, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Name → content of every file of the zip."""
    out = tmp_path_factory.mktemp("export") / "out.zip"
    run(
        finished,
        "export",
        "zip",
        "--round",
        ROUND,
        "--purpose",
        "a test",
        "--labels",
        "es",
        "--out",
        str(out),
    )
    with zipfile.ZipFile(out) as archive:
        return {name.removeprefix("partner/"): archive.read(name) for name in archive.namelist()}


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


# --- From a file ------------------------------------------------------------------------------------------


def test_a_file_with_the_types_has_no_fault_and_is_the_same_after_it_was_frozen(
    survey: Survey, tmp_path: Path
) -> None:
    assert [str(fault) for fault in check_survey(write_survey(tmp_path)) if not fault.is_warning] == []
    assert {type(question) for question in survey.questions()} >= set(MADE_UP.values())
    assert published_survey(survey.model_dump_json()) == survey
    assert response_size(survey) == 256 * 2


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("earliest: 2024-01", "earliest: soon", "earliest"),
        ("latest: 2026-12", "last: 2026-12", "latest"),
        ("ask: Put these in order.", "most: 2", '"most" is not for ranking'),
        ("{shade: Shade}", "{bus: Shade}", '"bus" is here twice'),
        ("high: Warm", "high: ''", "`high` is empty"),
        ("        high: Warm\n", "", "has no `high`"),
        ("low: Cold", "low: Cold\n        steps: 99", "from 2 to 20"),
        ("warmth >= 1", "warmth = cold", '"warmth" is a number'),
        ("when: answered wishes", "when: wishes = bus", "no single choice"),
    ],
)
def test_a_fault_in_a_field_of_the_type_is_named_at_its_line(
    tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    faults = [str(fault) for fault in check_survey(write_survey(tmp_path, YAML.replace(right, wrong)))]

    assert any(said in fault and fault.startswith("partner.yaml:") for fault in faults), faults


# --- Through both doors -----------------------------------------------------------------------------------


def test_the_page_asks_in_the_words_of_the_macro(app: Flask) -> None:
    page = app.test_client().get(f"{DOOR}/en").text

    assert '<input type="month" id="since" name="since" min="2024-01"' in page
    assert page.count('name="wishes.bus"') == 3
    rule = ["and", ["answered", "wishes"], ["ge", "warmth", 1]]
    assert f"data-when='{json.dumps(rule, separators=(',', ':'))}'" in page


def test_a_form_with_a_fault_comes_back_with_every_answer(app: Flask) -> None:
    given = {**answers(0), "wishes": {"bus": "1", "tutor": "1"}, "since": "2019-05"}

    back = app.test_client().post(f"{DOOR}/en", data={"version": "partner-2031.1", **dict(as_form(given))})

    assert back.status_code == 422
    assert back.text.count(" checked>") == 3
    assert 'value="2019-05"' in back.text
    assert 'name="warmth" min="0" max="10"' in back.text and 'value="1"' in back.text
    assert 'id="e-wishes"' in back.text and 'id="e-since"' not in back.text.replace("wishes", "")
    assert 'href="#q-wishes"' in back.text


def test_what_is_read_is_checked_by_the_type(survey: Survey) -> None:
    raw = {"wishes": {"bus": "9"}, "since": "2019-05", "role": "shop"}

    assert read(survey, FACTS, raw).problems == [Problem("wishes", "unknown_choice")]
    assert accept(survey, FACTS, {**answers(1), "since": "soon"}).answers == {
        name: answer for name, answer in answers(1).items() if name != "since"
    }


def test_a_simulated_person_answers_it(survey: Survey) -> None:
    habits: dict[str, Any] = {"stops": 0, "writes": 1, "blank": 0, "prefers_not": 0}
    habits |= {"weights": {}, "leans": {}, "grades": {}}
    school = next(iter(read_sample_district().schools))

    raw = Simulation(Random(1), habits).answer(
        survey, FACTS, Person(school, "partner", "en", "web", mood=0.0)
    )

    assert read(survey, FACTS, raw).problems == []
    assert sorted(raw["wishes"].values()) == ["1", "2", "3"]


# --- Into every export ------------------------------------------------------------------------------------


def test_the_rows_hold_every_answer(exported: dict[str, bytes]) -> None:
    rows = rows_of(exported["responses.csv"])

    expected = [answers(number) for number in range(PEOPLE)]
    assert sorted((row["wishes_bus"], row["wishes_tutor"], row["wishes_shade"]) for row in rows) == sorted(
        tuple(one["wishes"][item] for item in ("bus", "tutor", "shade")) for one in expected
    )
    assert Counter(row["warmth"] for row in rows) == Counter(str(one["warmth"]) for one in expected)
    assert sorted(row["since"] for row in rows) == sorted(one["since"] for one in expected)


def test_the_rows_in_words_say_what_the_codes_mean(exported: dict[str, bytes]) -> None:
    (row, *_) = rows_of(exported["responses_labels_es.csv"])

    place = row["Ponga esto en orden. / Un autobús [wishes_bus]"]
    assert place in ("primero", "segundo", "tercero")


def test_the_codebook_tells_of_every_column(exported: dict[str, bytes]) -> None:
    rows = rows_of(exported["codebook.csv"])

    meanings = {row["code"]: row["meaning_en"] for row in rows if row["column"] == "wishes_bus"}
    assert meanings == {"1": "first", "2": "second", "3": "third"}
    assert [(row["type"], row["shown_if"]) for row in rows if row["column"] == "since"] == [
        ("month", "answered wishes and warmth >= 1")
    ]
    page = exported["codebook.html"].decode()
    assert "a month, such as 2026-03" in page and "a place, 1 for the best" in page


def test_every_statistics_program_is_told_what_the_columns_are(exported: dict[str, bytes]) -> None:
    root = etree.fromstring(exported["ddi.xml"])
    variables = {one.get("name"): one for one in root.iter(f"{DDI}var")}
    assert [value.text for value in variables["wishes_bus"].iter(f"{DDI}catValu")][:3] == ["1", "2", "3"]
    assert (variables["warmth"].get("intrvl"), variables["warmth"].get("nature")) == ("contin", "interval")
    assert variables["since"].find(f"{DDI}varFormat").get("type") == "character"

    assert [variables[name].get("nature") for name in ("role", "wishes_bus")] == ["nominal", "ordinal"]

    syntax = exported["responses.sps"].decode()
    assert "\nVARIABLE LEVEL wishes_bus wishes_tutor wishes_shade since (ORDINAL).\n" in syntax
    assert " warmth F4.0\n" in syntax and "\nVARIABLE LEVEL warmth (SCALE).\n" in syntax
    assert " since A7\n" in syntax and "VALUE LABELS wishes_bus\n  '1' 'first'" in syntax

    redcap = {row["Variable / Field Name"]: row for row in rows_of(exported["redcap.csv"])}
    assert redcap["wishes_bus"]["Field Type"] == "radio"
    assert redcap["since"]["Field Type"] == "text"
    assert redcap["warmth"]["Text Validation Type OR Show Slider Number"] == "integer"

    script = exported["read.R"].decode()
    assert (
        'responses[["wishes_bus"]] <- factor(' in script and 'responses[["since"]] <- factor(' not in script
    )

    package = json.loads(exported["datapackage.json"])
    fields = {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}
    assert (fields["since"]["type"], fields["warmth"]["type"]) == ("yearmonth", "integer")
    assert fields["wishes_bus"]["constraints"] == {"enum": ["1", "2", "3"]}


def test_the_files_of_other_programs_are_made(exported: dict[str, bytes]) -> None:
    assert {"responses.xlsx", "responses.sav"} <= set(exported)


def test_the_tables_count_it(exported: dict[str, bytes]) -> None:
    rows = rows_of(exported["tables.csv"])

    counted = {(row["question"], row["code"]) for row in rows}
    assert {("wishes_bus", code) for code in ("1", "2", "3", "(favorable)")} <= counted
    assert {("warmth", "10"), ("warmth", "(favorable)")} <= counted
    assert {("since", year) for year in ("2024", "2025", "2026")} <= counted


# --- Onto the results page --------------------------------------------------------------------------------


def test_the_results_pages_show_it(finished: Flask) -> None:
    staff = signed_in_as(finished, "district_admin", OURS)
    address = f"/staff/rounds/{ROUND}/results/all/partner"

    section = staff.get(f"{address}/section/you").text
    question = staff.get(f"{address}/question/wishes_bus").text
    report = staff.get(f"/staff/rounds/{ROUND}/results/all/report/full.html").text
    picture = staff.get(f"{address}/wishes_bus.svg")
    families = finished.test_client().get(f"/r/{SCHOOLS[0]}/es")

    assert "Since when do you work with the school?" in section and "2025" in section
    assert "A bus" in question and "first" in question
    _, _, pillar = report.partition("Family and community engagement")
    assert "%" in pillar.partition("</tr>")[0]
    assert (picture.status_code, families.status_code) == (200, 200)
