"""One file of rows under attack: by whoever knows a person, and by whoever made rows up."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import pytest

from survey_app.results.cells import Response
from survey_app.results.files.disclosure import Ledger, SurveyReport, disclosure_text
from survey_app.results.rows.disclosure_check import measure_singled_out
from survey_app.results.variables import MISSING, NOT_REACHED
from tests.attack.rows.students import (
    FILE,
    SAFE,
    SMALLEST,
    STUDENT,
    WHO,
    Row,
    answers_of,
    cell,
    could_be,
    people,
    responses,
)
from tests.results.populations import audit_lines, in_order, lines_of, naive_rows, printed, settled

RARE = {"grade": "12", "race_eth": ["native", "pacific"], "home_lang": ["hmong", "lao"]}
FIXED = {"belong": "none", "adult_cares": "none", "engaged": "never"}


@dataclass(frozen=True)
class Crowd:
    """One person with rare who-answers among 150 others of a school, and so many made-up responses of that kind."""

    target: Response
    all: list[Response]


def a_crowd(seed: int, made_up: int) -> Crowd:
    everyone = people(seed, 150, "merced-high")
    answers = answers_of(seed, everyone)
    whole = next(each for each in answers if len(each) > 25 and not FIXED.items() <= each.items())
    target = Response(secrets.token_bytes(16), "merced-high", STUDENT.version, "web", {**whole, **RARE})
    blank = {**dict.fromkeys(whole), **RARE, **FIXED}
    crowd = [target._replace(id=secrets.token_bytes(16), answers=blank) for _ in range(made_up)]
    return Crowd(target, in_order([target, *responses(everyone, answers), *crowd]))


def rows_left(rows: Sequence[Row], crowd: Crowd) -> list[Row]:
    """The rows that could be the target's, without those that the attacker made up."""
    return [
        row
        for row in rows
        if could_be(row, crowd.target) and not all(row[name] == code for name, code in FIXED.items())
    ]


def stands_alone(rows: Sequence[Row], crowd: Crowd) -> Row | None:
    """The one row that has all who-answers of the target and is none of the attacker's."""
    exact = [row for row in rows_left(rows, crowd) if all(row[name] == cell(RARE, name) for name in WHO)]
    return exact[0] if len(exact) == 1 else None


def test_ten_made_up_rows_show_one_person_as_the_disclosure_says() -> None:
    crowds = [a_crowd(seed, 10) for seed in range(1, 11)]

    found = [(crowd, stands_alone(printed(FILE, crowd.all), crowd)) for crowd in crowds]

    shown = [(crowd, row) for crowd, row in found if row]
    # Not in every try: if few rows lie beside the crowd, both are pooled.
    assert len(shown) >= 2
    for crowd, row in shown:
        answers = [name for name in SAFE if cell(crowd.target.answers, name) not in MISSING]
        assert (
            sum(row[name] == cell(crowd.target.answers, name) for name in answers) >= 0.9 * len(answers) > 10
        )
    said, small = disclosed(shown[0][0].all)
    assert "This counts rows, not people." in said
    assert "Of the 11 rows, the one that differs is that person's" in said
    # The file warns about these rows: without ten made-up ones, too few would be left.
    assert any({cell(RARE, name) for name in WHO} <= set(group) for group in small)


def disclosed(sent: list[Response]) -> tuple[str, list[tuple[str, ...]]]:
    """What disclosure.txt says, and the combinations in fewer than 21 rows."""
    lines = lines_of(settled(FILE, sent))
    audit = audit_lines(FILE, lines)
    risk = measure_singled_out(FILE, lines, Random(1))
    ledger = Ledger(len(sent), len(sent), len(sent))
    said = " ".join(disclosure_text([SurveyReport("student", "student", ledger, audit, risk)], "Spring"))
    return said, [group for group, n in audit.groups.items() if n < SMALLEST + 10]


@pytest.mark.parametrize("made_up", [0, 5, 9])
def test_fewer_made_up_rows_leave_the_person_among_others(made_up: int) -> None:
    crowd = a_crowd(1, made_up)

    assert len(rows_left(printed(FILE, crowd.all), crowd)) >= SMALLEST


def test_a_careless_file_shows_the_person_without_any_made_up_row() -> None:
    crowd = a_crowd(1, 0)

    [row] = rows_left(naive_rows(FILE, crowd.all), crowd)

    assert row["race_eth"] == "native pacific"


def test_who_answers_leave_nobody_among_fewer_than_eleven_rows() -> None:
    everyone = people(4, 400)
    sent = in_order(responses(everyone, answers_of(4, everyone)))

    def fewest(rows: list[Row]) -> int:
        return min(sum(could_be(row, each) for row in rows) for each in sent)

    assert fewest(printed(FILE, sent)) >= SMALLEST
    # The careless file: as they were sent.
    assert fewest(naive_rows(FILE, sent)) == 1


@pytest.mark.parametrize(("seed", "many"), [(4, 400), (9, 120)])
def test_a_person_who_is_known_to_have_finished_is_among_eleven_rows_that_did(seed: int, many: int) -> None:
    everyone = people(seed, many)
    sent = in_order(responses(everyone, answers_of(seed, everyone)))
    finished = [each for each in sent if each.answers.keys() >= set(WHO)]

    def fewest(rows: list[Row]) -> int:
        whole = [row for row in rows if NOT_REACHED not in row.values()]
        return min(sum(could_be(row, each) for row in whole) for each in finished)

    assert len(finished) < many
    assert fewest(printed(FILE, sent)) >= SMALLEST
    assert fewest(naive_rows(FILE, sent)) == 1
