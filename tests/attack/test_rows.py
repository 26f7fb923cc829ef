"""Files of rows under attack: with rows that somebody made up, with two files of a round, and with two rounds.

The attacker knows the school and every who-answer of each person, and who took part.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

import pytest

from survey_app.actions.demo.answers import Simulation
from survey_app.actions.demo.people import Person, draw_people, read_sample_district
from survey_app.results.cells import Response, survey_file
from survey_app.results.files.disclosure import Ledger, SurveyReport, disclosure_text
from survey_app.results.rows.disclosure_check import measure_singled_out
from survey_app.results.rows.generalization import OTHER_SCHOOLS, hierarchy_of
from survey_app.results.variables import BLANK, MISSING, NOT_REACHED, PREFERS_NOT, WITHHELD
from survey_app.surveys.answers import read
from survey_app.surveys.model import SchoolFacts
from survey_app.surveys.questions import NO_ANSWER
from survey_app.surveys.yaml_file import load_library
from tests.results.populations import audit_lines, in_order, lines_of, naive_rows, printed, settled

SMALLEST = 11
STUDENT = load_library()["student"]
DISTRICT = read_sample_district()
FACTS = {
    school.slug: SchoolFacts(school.name, DISTRICT.name, school.low, school.high, school.enrollment)
    for school in DISTRICT.schools
}
FILE = survey_file([STUDENT], FACTS)
OTHER_ORDER = survey_file([STUDENT.model_copy(update={"who": STUDENT.who[::-1]})], FACTS)
WHO = [variable.name for variable in FILE.identifiers]
KNOWN = ("school", "channel", *WHO)
SAFE = [variable.name for variable in FILE.variables if variable.privacy == "safe"]
LADDERS = {variable.name: hierarchy_of(variable) for variable in FILE.identifiers}

Row = Mapping[str, str]
Answers = dict[str, Any]


def people(seed: int, many: int, *schools: str) -> list[Person]:
    everyone = draw_people(Random(seed), DISTRICT, 100_000)
    students = (each for each in everyone if each.audience == "student")
    return list(islice((each for each in students if not schools or each.school.slug in schools), many))


def answers_of(seed: int, everyone: Sequence[Person]) -> list[Answers]:
    simulation = Simulation(Random(seed), DISTRICT.people)
    facts = [FACTS[person.school.slug] for person in everyone]
    raw = (simulation.answer(STUDENT, here, person) for here, person in zip(facts, everyone, strict=True))
    return [dict(read(STUDENT, here, one).answers) for here, one in zip(facts, raw, strict=True)]


def responses(everyone: Sequence[Person], answers: Sequence[Answers]) -> list[Response]:
    return [a_response(person, one) for person, one in zip(everyone, answers, strict=True)]


def a_response(person: Person, answers: Answers) -> Response:
    return Response(secrets.token_bytes(16), person.school.slug, STUDENT.version, person.channel, answers)


def cell(answers: Answers, name: str) -> str:
    """An answer as a file shows it that hides nothing."""
    if name not in answers:
        return NOT_REACHED
    answer = answers[name]
    if isinstance(answer, list):
        answer = " ".join(answer)
    return {None: BLANK, NO_ANSWER: PREFERS_NOT}.get(answer, str(answer))


def could_be(row: Row, someone: Response) -> bool:
    """Whether a row could be the one of this person, by all that others may know."""
    if row["school"] not in (someone.school, OTHER_SCHOOLS) or row["channel"] not in (
        someone.channel,
        WITHHELD,
    ):
        return False
    return all(row[name] in LADDERS[name](cell(someone.answers, name)) for name in WHO)


# Made-up rows -------------------------------------------------------------------------------------------------------

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
    crowds = [a_crowd(seed, 10) for seed in range(1, 7)]

    found = [(crowd, stands_alone(printed(FILE, crowd.all), crowd)) for crowd in crowds]

    shown = [(crowd, row) for crowd, row in found if row]
    # Not in each try: where the rows beside the crowd are few, it is pooled with them.
    assert len(shown) >= 2
    for crowd, row in shown:
        answers = [name for name in SAFE if cell(crowd.target.answers, name) not in MISSING]
        assert (
            sum(row[name] == cell(crowd.target.answers, name) for name in answers) >= 0.9 * len(answers) > 10
        )
    said, small = disclosed(shown[0][0].all)
    assert "This counts rows, not people." in said
    assert "Of the 11 rows, the one that differs is that person's" in said
    # Their rows are among those of which it says that ten made-up ones would leave too few.
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


# Everybody, in one file ---------------------------------------------------------------------------------------------


def test_by_who_answers_nobody_is_among_fewer_than_eleven_rows() -> None:
    everyone = people(4, 400)
    sent = in_order(responses(everyone, answers_of(4, everyone)))

    def fewest(rows: list[Row]) -> int:
        return min(sum(could_be(row, each) for row in rows) for each in sent)

    assert fewest(printed(FILE, sent)) >= SMALLEST
    # The careless file: as they were sent.
    assert fewest(naive_rows(FILE, sent)) == 1


@pytest.mark.parametrize(("seed", "many"), [(4, 400), (9, 120)])
def test_who_is_known_to_have_finished_is_among_eleven_rows_that_did(seed: int, many: int) -> None:
    everyone = people(seed, many)
    sent = in_order(responses(everyone, answers_of(seed, everyone)))
    finished = [each for each in sent if each.answers.keys() >= set(WHO)]

    def fewest(rows: list[Row]) -> int:
        whole = [row for row in rows if NOT_REACHED not in row.values()]
        return min(sum(could_be(row, each) for row in whole) for each in finished)

    assert len(finished) < many
    assert fewest(printed(FILE, sent)) >= SMALLEST
    assert fewest(naive_rows(FILE, sent)) == 1


# Two files ----------------------------------------------------------------------------------------------------------


def side_by_side(
    first: Sequence[Row], second: Sequence[Row], key: Callable[[Row], Any]
) -> list[tuple[Row, Row]]:
    """The rows of two files that belong together, as far as this key tells them apart in both."""
    found = []
    for rows in (first, second):
        often = Counter(map(key, rows))
        found.append({key(row): row for row in rows if often[key(row)] == 1})
    return [(found[0][one], found[1][one]) for one in found[0].keys() & found[1].keys()]


def by_answers(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in SAFE)


def together(pair: tuple[Row, Row]) -> tuple[str, ...]:
    """What two rows of one person tell of who it is: of each column the finer cell."""
    return tuple(min((row[name] for row in pair), key=coarseness) for name in KNOWN)


def coarseness(cell: str) -> int:
    return (
        2 if cell == WITHHELD else int(cell in (OTHER_SCHOOLS, "two_or_more") or cell.startswith("grades_"))
    )


def learned(pairs: Sequence[tuple[Row, Row]]) -> tuple[int, int]:
    """How many rows tell more together than each alone; and how many of those fewer than eleven rows share."""
    found = Counter(map(together, pairs))
    more = [
        together(pair)
        for pair in pairs
        if all(together(pair) != tuple(row[name] for name in KNOWN) for row in pair)
    ]
    return len(more), sum(found[each] < SMALLEST for each in more)


def test_two_files_of_a_round_tell_no_more_than_one() -> None:
    everyone = people(5, 500)
    sent = in_order(responses(everyone, answers_of(5, everyone)))
    whole, again = printed(FILE, sent), printed(FILE, sent)
    of_school = printed(FILE, sent, school="merced-high")

    for other, least in ((again, 400), (of_school, 50)):
        pairs = side_by_side(whole, other, by_answers)
        assert len(pairs) > least
        assert learned(pairs) == (0, 0)


def test_a_careless_second_file_that_was_recoded_for_another_purpose_tells_more() -> None:
    everyone = people(5, 500)
    sent = in_order(responses(everyone, answers_of(5, everyone)))

    more, few = learned(side_by_side(printed(FILE, sent), printed(OTHER_ORDER, sent), by_answers))

    assert more > 50
    assert few > 20


# Two rounds ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Round:
    """The rows of a round, and whose they are, which only the careless file tells."""

    rows: list[Row]
    whose: list[int]

    def numbered(self) -> list[Row]:
        """The careless file: a number for each person that stays the same."""
        return [{**row, "number": str(self.whose[int(row["row"])])} for row in self.rows]


def two_rounds(seed: int, *, alike: float) -> tuple[Round, Round]:
    """The same people, but for a tenth, in two rounds. alike: the share of them who answer everything as before."""
    everyone = people(seed, 550)
    before, after = answers_of(seed, everyone), answers_of(seed + 100, everyone)
    for number, (old, new) in enumerate(zip(before, after, strict=True)):
        new.update({name: old[name] for name in WHO if name in old and name in new})
        if number >= (1 - alike) * len(everyone):
            after[number] = old
    return a_round(everyone, before, range(500)), a_round(everyone, after, range(50, 550))


def a_round(everyone: Sequence[Person], answers: Sequence[Answers], who: Sequence[int]) -> Round:
    sent = sorted(
        ((a_response(everyone[one], answers[one]), one) for one in who), key=lambda each: each[0].id
    )
    return Round(printed(FILE, [each for each, _ in sent]), [one for _, one in sent])


def test_who_answers_anew_cannot_be_followed_from_round_to_round() -> None:
    first, second = two_rounds(6, alike=0)

    assert learned(side_by_side(first.rows, second.rows, by_answers)) == (0, 0)


def test_a_careless_number_that_stays_the_same_leads_from_round_to_round() -> None:
    first, second = two_rounds(6, alike=0)

    more, few = learned(side_by_side(first.numbered(), second.numbered(), lambda row: row["number"]))

    assert more > 20
    assert few > 10


def test_who_answers_everything_as_before_can_be_followed_as_the_docs_say() -> None:
    first, second = two_rounds(6, alike=1)

    more, few = learned(side_by_side(first.rows, second.rows, by_answers))

    assert more > 0
    assert few > 0
    assert "Do not give the rows of two rounds to the same reader" in " ".join(disclosure_text([], "Spring"))
