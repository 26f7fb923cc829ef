"""From a comment to the row of its writer: by the files that are handed out, and by the database itself."""

import csv
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.demo.answers import Simulation
from survey_app.actions.demo.people import draw_people, read_sample_district
from survey_app.actions.demo.sample_district import simulate
from survey_app.actions.exports.export import ExportRequest, export_comments, export_rows
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.mixed_responses import SurveySource, read_sources
from survey_app.results.cells import read_frame
from survey_app.results.rows.generalization import OTHER_SCHOOLS
from survey_app.results.variables import BLANK, NOT_REACHED, NOT_SHOWN, PREFERS_NOT, WITHHELD
from survey_app.store.database.engine import make_engine
from survey_app.store.tables import Comment, CommentReview, SurveyVersion
from survey_app.surveys.answers import read
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.yaml_file import load_library
from tests.filled import another_database

SMALLEST = 11
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)
BY = Actor("ana@example.org", NOW)
SEEDS = pytest.mark.parametrize(
    "seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 13))], scope="module"
)

Row = Mapping[str, str]


@dataclass(frozen=True)
class Written:
    """A comment as an attacker has it. question: "" where none is named."""

    school: str
    version: str
    question: str


@dataclass(frozen=True)
class Narrowed:
    """How many rows could be the writer's: by school and version alone, and by all that is known."""

    place: int
    rows: int

    @property
    def is_link(self) -> bool:
        """Whether the comment leads to few rows, and not only because few people are there."""
        return self.rows < SMALLEST <= self.place


def attack(comments: list[Written], rows: list[Row], surveys: Mapping[str, Survey]) -> list[Narrowed]:
    """Rows that each comment could belong to; what is withheld could be anything."""
    named = {(one.school, one.version, one.question) for one in comments}
    found: dict[Written, Narrowed] = {}
    for one in {*comments}:
        place = [
            row
            for row in rows
            if row["school"] in (one.school, OTHER_SCHOOLS, WITHHELD)
            and row["version"] in (one.version, WITHHELD)
        ]
        fits = [row for row in place if could_have_written(row, one, surveys[one.version], named)]
        found[one] = Narrowed(len(place), len(fits))
    return [found[one] for one in comments]


def could_have_written(row: Row, one: Written, survey: Survey, named: Set[tuple[str, str, str]]) -> bool:
    if not one.question:
        # Words beside "other", or for a question that so few wrote for that no comment of the place names it.
        rare = (name for name in texts_of(survey) if (one.school, one.version, name) not in named)
        return any(chose_other(row, name, survey) for name in others_of(survey)) or any(
            reached(row, name, survey) for name in rare
        )
    if one.question.endswith(".other"):
        return chose_other(row, one.question.removesuffix(".other"), survey)
    if one.question in row:
        return row[one.question] not in (NOT_SHOWN, NOT_REACHED, BLANK, PREFERS_NOT)
    return reached(row, one.question, survey)


def chose_other(row: Row, question: str, survey: Survey) -> bool:
    cell = row[question]
    return cell == WITHHELD or not others_of(survey)[question].isdisjoint(cell.split())


def reached(row: Row, question: str, survey: Survey) -> bool:
    """Whether the person got as far as this question: so far as the last column before it that was shown."""
    names = [one.name for one in survey.questions()]
    before = [row.get(name, NOT_SHOWN) for name in names[: names.index(question)]]
    return next((cell for cell in reversed(before) if cell != NOT_SHOWN), WITHHELD) != NOT_REACHED


def texts_of(survey: Survey) -> list[str]:
    return [question.name for question in survey.questions() if question.type in ("short_text", "long_text")]


def others_of(survey: Survey) -> dict[str, set[str]]:
    """Question → its choices with words beside them."""
    return {
        question.name: {choice.code for choice in getattr(question, "choices", ()) if choice.other}
        for question in survey.questions()
        if question.other_key
    }


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, seed: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database of each kind. All attacks share it: to let people answer takes longest."""
    with another_database(request, request.param, tmp_path_factory.mktemp(f"comments-{seed}")) as url:
        yield url


@pytest.fixture(scope="module")
def engine(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def round_key(engine: Engine, tmp_path_factory: pytest.TempPathFactory, seed: int) -> str:
    """A finished round of simulated answers. All its comments were shown."""
    keys = EpochKeys(tmp_path_factory.mktemp("comments") / "keys")
    key = simulate(engine, keys, TODAY, NOW, responses=1_400, seed=seed).key
    with Session(engine) as session:
        session.add_all(
            CommentReview(id=one.id, state="shown", body=one.body) for one in session.scalars(select(Comment))
        )
        session.commit()
    return key


def surveys_of(session: Session) -> dict[str, Survey]:
    return {
        one.version: Survey.model_validate_json(one.json) for one in session.scalars(select(SurveyVersion))
    }


def rows_of(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def handed_out(session: Session, key: str, folder: Path) -> tuple[list[Written], list[Row]]:
    """What the two official files of the round hold."""
    export_rows(session, ExportRequest(key, "an attack"), folder / "rows", BY)
    export_comments(session, key, None, folder / "comments.csv", BY)
    rows = [row for path in sorted((folder / "rows").rglob("responses.csv")) for row in rows_of(path)]
    comments = [
        Written(one["school"], one["version"], one["question"]) for one in rows_of(folder / "comments.csv")
    ]
    return comments, rows


def naive_round(seed: int) -> tuple[list[Written], list[Row], dict[str, Survey]]:
    """The same kind of people in files as one would make them: each comment with its question, each row with a mark."""
    district, library = read_sample_district(), load_library()
    random = Random(seed)
    simulation = Simulation(random, district.people)
    comments: list[Written] = []
    rows: list[Row] = []
    for person in draw_people(random, district, 700):
        survey, school = library[person.audience], person.school
        facts = SchoolFacts(school.name, district.name, school.low, school.high, school.enrollment)
        reading = read(survey, facts, simulation.answer(survey, facts, person))
        place = {"school": school.slug, "version": survey.version}
        written = {name for name in texts_of(survey) if reading.answers.get(name)}
        rows.append({**cells(survey, reading.answers), **dict.fromkeys(written, "1"), **place})
        comments += [Written(**place, question=name) for name in written]
        comments += [Written(**place, question=f"{name}.other") for name in reading.others]
    return comments, rows, {survey.version: survey for survey in library.values()}


def cells(survey: Survey, answers: Mapping[str, Any]) -> dict[str, str]:
    """Answers as they stand in a file of rows."""
    return {
        name: _cell(answers[name]) if name in answers else NOT_REACHED
        for name in (question.name for question in survey.questions())
    }


def _cell(answer: Any) -> str:
    if answer is None:
        return BLANK
    return " ".join(answer) if isinstance(answer, list) else str(answer)


@SEEDS
def test_files_as_one_would_make_them_lead_from_comments_to_single_rows(seed: int) -> None:
    found = attack(*naive_round(seed))

    assert sum(one.rows == 1 < one.place for one in found) >= 10
    assert sum(one.is_link for one in found) >= 50


@SEEDS
def test_the_files_of_a_round_lead_from_no_comment_to_few_rows(
    engine: Engine, round_key: str, tmp_path: Path
) -> None:
    with Session(engine) as session:
        comments, rows = handed_out(session, round_key, tmp_path)
        found = attack(comments, rows, surveys_of(session))

    assert len(comments) >= 50
    assert [one for one in found if one.is_link] == []


@SEEDS
def test_the_database_leads_from_no_question_to_few_rows_and_from_no_comment_to_one(
    engine: Engine, round_key: str
) -> None:
    with Session(engine) as session:
        comments = [
            Written(one.school, one.version, one.question)
            for one in session.scalars(select(Comment).where(Comment.round == round_key))
        ]
        rows = [row for source in read_sources(session, round_key) for row in box_rows(source)]
        found = attack(comments, rows, surveys_of(session))

    links = [(one.question, how.rows) for one, how in zip(comments, found, strict=True) if how.is_link]
    assert len(comments) >= 300
    assert [question for question, _ in links if question] == []
    # Where from one to ten people of a school chose "other", who reads the database has those (decision 0024).
    assert [rows for _, rows in links if rows == 1] == []


def box_rows(source: SurveySource) -> Iterator[Row]:
    """The box as cells, and beside them what it holds under the names of questions for free text."""
    responses = list(source.in_order())
    frame = read_frame(source.file, responses)
    texts = {name for survey in source.file.versions for name in texts_of(survey)}
    for response, *found in zip(responses, *frame.cells.values(), strict=True):
        known = {
            name: cell if isinstance(cell, str) else " ".join(cell)
            for name, cell in zip(frame.cells, found, strict=True)
        }
        marks = {name: str(response.answers[name]) for name in texts & response.answers.keys()}
        yield {**known, **marks, "school": response.school, "version": response.version}
