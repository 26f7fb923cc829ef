"""A walk with known answers, by the public door, up to pages, paper, pictures and files: the numbers hold the truth."""

import csv
import io
import re
import shutil
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html
from pypdf import PdfReader
from sqlalchemy import select

from survey_app.actions.audit_log import Actor
from survey_app.actions.demo.sample_district import load_sample_district
from survey_app.actions.exports.export import ExportRequest, export_zip
from survey_app.actions.results.approval import approve_release
from survey_app.actions.results.make_release import make_release, release_secret
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.results.files.labels import label_of
from survey_app.results.variables import variables_of
from survey_app.store.tables import Round
from survey_app.surveys.yaml_file import load_library
from tests.district.known_answers import CROWDS, Walk, send, truth
from tests.installation import with_secrets
from tests.staff.accounts.people import OURS, signed_in_as

# Cells of people who said nothing, or that they do not know: they are in no share.
NO_OPINION = ("", "-77", "-88", "-99", "dk")

# An answer decides who is asked these, so how many answered is noised.
CONDITIONAL = ("ready", "future_help", "interp")


@pytest.fixture(scope="module")
def walk(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    folder = tmp_path_factory.mktemp("truth")
    url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'survey.sqlite')}"
    app = create_app(
        read_settings({"DATABASE_URL": url, "INSTANCE_PATH": str(with_secrets(folder / "instance"))})
    )
    keys = EpochKeys(folder / "instance" / "keys")
    with app.app_context():
        load_sample_district(db.engine, keys, date.today(), datetime.now(UTC), responses=1)  # noqa: DTZ011
        key = db.session.scalars(select(Round.key).where(Round.state == "open")).one()
        answers = {where: list(send(app, *where, people)) for where, people in CROWDS.items()}
        db.session.remove()
        finish_round(db.engine, keys, key)
        make_release(db.session(), release_secret(folder / "instance"), key, "ana", datetime.now(UTC))
        approve_release(db.session(), key, "ana", datetime.now(UTC))
        db.session.remove()
    yield Walk(app, key, answers)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="module")
def files(walk: Walk, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    out = tmp_path_factory.mktemp("zip") / "rows.zip"
    with walk.app.app_context():
        export_zip(db.session(), ExportRequest(walk.key, "to test"), out, Actor("ana", datetime.now(UTC)))
        db.session.remove()
    return zipfile.ZipFile(out)


def rows_in(files: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files.read(name).decode("utf-8-sig"))))


def test_tables_hold_what_was_said(walk: Walk, files: zipfile.ZipFile) -> None:
    held: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for row in rows_in(files, "tables.csv"):
        part, n = truth(walk, row)
        is_exact = not row["by"] and row["school"] != "(all schools)"
        low, high = int(row["people_low"]), int(row["people_high"])
        if is_exact and row["question"] not in CONDITIONAL:
            assert (low, high) == (n, n), row
        if row["code"]:
            kind = "group" if row["by"] else "total"
            every[kind] += 1
            held[kind] += (
                float(row["per_cent_low"]) - 1e-6
                <= 100 * part / max(n, 1)
                <= float(row["per_cent_high"]) + 1e-6
            )
        elif row["by"]:
            every["people"] += 1
            held["people"] += low <= n <= high
    print({kind: f"{held[kind]} of {n}" for kind, n in every.items()})
    assert every["total"] > 1_000
    assert every["group"] > 1_000
    # Numbers of one release share their people, and this is one release: 95 % less what chance may take.
    assert held.total() >= 0.94 * every.total()


def test_rows_and_tables_of_one_zip_agree(walk: Walk, files: zipfile.ZipFile) -> None:
    """Where rows tell a school and a question whole, their share lies in the range of the tables."""
    compared, agree = 0, 0
    tables = [
        row
        for row in rows_in(files, "tables.csv")
        if row["code"] and not row["by"] and row["code"] != "(favorable)"
    ]
    for survey in ("student", "family"):
        of_school: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in rows_in(files, f"{survey}/responses.csv"):
            of_school[row["school"]].append(row)
        for table in tables:
            rows = of_school[table["school"]]
            cells = [row.get(table["question"], "-66") for row in rows]
            is_whole = len(rows) == len(walk.of(table["school"], survey)) and "-66" not in cells
            if table["survey"] == survey and rows and is_whole:
                said = [cell.split() for cell in cells if cell not in NO_OPINION]
                share = 100 * sum(table["code"] in codes for codes in said) / len(said)
                compared += 1
                agree += float(table["per_cent_low"]) <= share + 0.05 and share - 0.05 <= float(
                    table["per_cent_high"]
                )
    print(f"{agree} of {compared} agree")
    assert compared > 100
    # Of a few hundred numbers, 95 % less what chance may take; `test_coverage` counts tens of thousands.
    assert agree >= 0.9 * compared


RANGE = re.compile(r"(\d+)% to (\d+)%|(\d+)% or less|(\d+)% or more")


def ranges(words: str) -> Iterator[tuple[int, int]]:
    for low, high, most, least in RANGE.findall(words):
        yield (0, int(most)) if most else (int(least), 100) if least else (int(low), int(high))


def shares_of(walk: Walk, question: str) -> dict[str, float]:
    """Label → per cent of the students of Merced High who gave it."""
    survey = load_library()["student"]
    variable = next(each for each in variables_of([survey]) if each.name == question)
    row = {"school": "merced-high", "survey": "student", "question": question, "by": "", "answer": ""}
    found = {}
    for code in variable.codes:
        part, n = truth(walk, {**row, "code": code})
        found[label_of(variable, code, "en").words] = 100 * part / n
    return found


@pytest.fixture(scope="module")
def client(walk: Walk) -> FlaskClient:
    return signed_in_as(walk.app, "district_admin", OURS)


def test_pages_hold_what_was_said(walk: Walk, client: FlaskClient) -> None:
    start = f"/staff/rounds/{walk.key}/results/merced-high/student"
    links = html.fromstring(client.get(start).text).xpath("//*[@class='contents']//li/a/@href")
    seen = held = 0
    for link in links:
        question = link.partition("/question/")[2].partition("?")[0]
        tree = html.fromstring(client.get(link).text)
        truths = shares_of(walk, question)
        for row in tree.xpath("(//table[contains(@class, 'bars')])[1]/tbody/tr"):
            label, words = (" ".join(cell.text_content().split()) for cell in row.xpath("th|td"))
            ((low, high),) = ranges(words)
            seen += 1
            held += low <= truths[label] <= high
    print(f"{held} of {seen} on pages")
    assert seen > 150
    assert held >= 0.9 * seen


@pytest.fixture(scope="module")
def papers(walk: Walk, client: FlaskClient) -> dict[str, str]:
    """The words of the full report on paper, and of the public page."""
    report = client.get(f"/staff/rounds/{walk.key}/results/merced-high/report/full.pdf")
    pdf = PdfReader(io.BytesIO(report.data))
    return {
        "pdf": " ".join(" ".join(page.extract_text() for page in pdf.pages).split()),
        "public": " ".join(html.fromstring(client.get("/r/merced-high/en").text).text_content().split()),
    }


@pytest.mark.parametrize("question", ["student_needs3", "strengths3"])
def test_paper_and_pictures_and_the_public_page_hold_what_was_said(
    walk: Walk, client: FlaskClient, papers: dict[str, str], question: str
) -> None:
    picture = f"/staff/rounds/{walk.key}/results/merced-high/student/{question}.svg"
    assert client.get(picture).text.startswith("<svg")
    for name, words in papers.items():
        seen = held = 0
        for label, share in shares_of(walk, question).items():
            for place in re.finditer(re.escape(label), words):
                near = words[place.end() : place.end() + 40]
                for low, high in list(ranges(near))[:1]:
                    seen += 1
                    held += low <= share <= high
        print(f"{held} of {seen} in {name}")
        assert seen >= 3
        # What follows a word in running text is not always its own number.
        assert held >= (0.7 if seen > 20 else 0.5) * seen


def test_a_school_of_11_to_19_is_told_participation_alone(walk: Walk, files: zipfile.ZipFile) -> None:
    rows = [row for row in rows_in(files, "tables.csv") if row["school"] == "sequoia-high"]
    assert [(row["question"], row["people_low"], row["code"]) for row in rows] == [("people", "15", "")]
