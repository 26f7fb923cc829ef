"""Students of the sample district, what they answered, and the rows that could be theirs.

The attacker knows the school and every who-answer of each person, and who took part.
"""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from random import Random
from typing import Any

from survey_app.actions.demo.answers import Simulation
from survey_app.actions.demo.people import Person, draw_people, read_sample_district
from survey_app.results.cells import Response, survey_file
from survey_app.results.rows.generalization import OTHER_SCHOOLS, hierarchy_of
from survey_app.results.variables import BLANK, NOT_REACHED, PREFERS_NOT, WITHHELD
from survey_app.surveys.answers import read
from survey_app.surveys.model import SchoolFacts
from survey_app.surveys.questions import NO_ANSWER
from survey_app.surveys.yaml_file import load_library

SMALLEST = 11
STUDENT = load_library()["student"]
DISTRICT = read_sample_district()
FACTS = {
    school.slug: SchoolFacts(school.name, DISTRICT.name, school.low, school.high, school.enrollment)
    for school in DISTRICT.schools
}
FILE = survey_file([STUDENT], FACTS)
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
    """An answer as a file without protection shows it."""
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
    """What two rows of one person tell about that person: the finer cell of each column."""
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
