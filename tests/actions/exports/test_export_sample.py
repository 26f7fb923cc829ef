"""The rows of the sample that a new installation has: how much of them stays as it was given."""

import shutil
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from survey_app.actions.demo.sample_district import simulate
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.mixed_responses import read_sources
from survey_app.results.cells import read_frame
from survey_app.results.rows.disclosure_check import audit_rows, settle
from survey_app.results.rows.generalization import GRADE_BANDS, TWO_OR_MORE
from survey_app.results.rows.planning import plan_rows
from survey_app.results.rows.printer import print_rows
from survey_app.results.shown import FEWEST
from survey_app.results.variables import MISSING
from survey_app.store.database.engine import make_engine

NO_ANSWER = {*MISSING, *GRADE_BANDS, TWO_OR_MORE}


@pytest.fixture(scope="module")
def printed(sqlite_template, tmp_path_factory):
    """Survey → its file of rows, and what an attack on it finds."""
    folder = tmp_path_factory.mktemp("sample-rows")
    engine = make_engine(f"sqlite:///{shutil.copy(sqlite_template, folder / 'survey.sqlite')}")
    made = simulate(
        engine, EpochKeys(folder / "keys"), date(2026, 9, 21), datetime(2026, 9, 21, 18, tzinfo=UTC)
    )
    with Session(engine) as session:
        found = {source.file.name: rows_of(source) for source in read_sources(session, made.key)}
    engine.dispose()
    return found


def rows_of(source):
    def attack(plan):
        return audit_rows(source.file, print_rows(plan).column, FEWEST)

    plan, audit = settle(plan_rows(read_frame(source.file, source.in_order())), attack)
    return print_rows(plan), audit


def answers(rows, name):
    """Whether each row holds an answer, as it was given: not coarser, not withheld, not missing."""
    return [cell not in NO_ANSWER for cell in rows.column(name)]


def test_three_of_five_families_keep_their_home_language_and_nearly_all_their_school(printed):
    rows, audit = printed["family"]
    schools = [school != "other_schools" for school in rows.column("school")]

    assert (audit.rows, audit.smallest >= 11) == (631, True)
    assert sum(answers(rows, "home_lang")) >= 0.59 * audit.rows
    assert sum(schools) >= 0.9 * audit.rows


def test_four_of_five_students_keep_their_grade_and_more_their_grade_or_race(printed):
    rows, audit = printed["student"]
    grades, races = answers(rows, "grade"), answers(rows, "race_eth")

    assert (audit.rows, audit.smallest >= 11) == (1485, True)
    assert sum(grades) >= 0.8 * audit.rows
    assert sum(map(any, zip(grades, races, strict=True))) >= 0.85 * audit.rows


def test_the_columns_that_matter_least_are_given_up_first(printed):
    kept = {
        name: [sum(answers(rows, variable)) for variable in order]
        for name, order in (("student", ("grade", "race_eth", "home_lang")), ("staff", ("role", "years")))
        for rows, _ in [printed[name]]
    }

    assert all(rows == sorted(rows, reverse=True) for rows in kept.values())
    assert kept["staff"][0] > kept["staff"][1]
