"""A round whose answers are all known: people answer at the public door, and we count the truth by other means."""

from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from flask import Flask

from survey_app.actions.demo.answers import Simulation
from survey_app.actions.demo.people import Person, read_sample_district
from survey_app.surveys.model import SchoolFacts
from survey_app.surveys.yaml_file import load_library

CROWDS = {
    ("merced-high", "student"): 170,
    ("livingston-high", "student"): 60,
    ("golden-valley-high", "student"): 36,
    ("sequoia-high", "student"): 15,
    ("merced-high", "family"): 45,
    ("atwater-high", "family"): 30,
}
MISSING = (None, "pnts", ["pnts"])


class Walk(NamedTuple):
    """An installation whose answers are all known. answers: (school, audience) → those of each person, as sent."""

    app: Flask
    key: str
    answers: dict[tuple[str, str], list[dict[str, Any]]]

    def of(self, school: str, survey: str) -> list[dict[str, Any]]:
        """All answers of a school; of the district for "(all schools)"."""
        return [
            each
            for (slug, audience), found in self.answers.items()
            if audience == survey and school in (slug, "(all schools)")
            for each in found
        ]


def send(app: Flask, school: str, audience: str, people: int) -> Iterator[dict[str, Any]]:
    """Let people answer through the public door, each as a phone would; yields what they said."""
    district, survey = read_sample_district(), load_library()[audience]
    place = next(each for each in district.schools if each.slug == school)
    facts = SchoolFacts(place.name, district.name, place.low, place.high, place.enrollment)
    random = Random(f"{school} {audience}")
    simulation = Simulation(random, district.people)
    client = app.test_client()
    for _ in range(people):
        person = Person(place, audience, "en", "web", random.uniform(-1, 1))
        raw = simulation.answer(survey, facts, person)
        body = {
            "id": str(UUID(int=random.getrandbits(128), version=4)),
            "version": survey.version,
            "language": "en",
            "channel": "web",
            "code": None,
            "answers": {name: given for name, given in raw.items() if given is not None},
        }
        answer = client.post(f"/s/{school}/{audience}/responses", json=body)
        assert answer.status_code == 201, answer.text
        yield raw


def given(answers: dict[str, Any], variable: str) -> Any:
    """What somebody said to a question, or to a row of one, "relationships_adult"."""
    if variable in answers:
        return answers[variable]
    for name, answer in answers.items():
        if isinstance(answer, dict) and variable.startswith(f"{name}_"):
            return answer.get(variable.removeprefix(f"{name}_"))
    return None


def group_of(answers: dict[str, Any], who: str) -> str:
    said = answers.get(who)
    if said in MISSING or said == []:
        return "not_said"
    if isinstance(said, list):
        return said[0] if len(said) == 1 else "two_or_more"
    return str(said)


def truth(walk: Walk, row: dict[str, str]) -> tuple[int, int]:
    """(How many gave the answer of a row of tables.csv, how many answered) among the people of the row."""
    people = [
        each
        for each in walk.of(row["school"], row["survey"])
        if not row["by"] or group_of(each, row["by"]) == row["group"]
    ]
    if row["question"] == "people":
        return len(people), len(people)
    # Whoever does not know is in no share.
    said = [one for each in people if (one := given(each, row["question"])) not in (*MISSING, "dk", [])]
    codes = row["answer"].split("; ") if row["code"] == "(favorable)" else [row["code"]]
    chose = [
        one for one in said if any(code in one if isinstance(one, list) else code == one for code in codes)
    ]
    return len(chose), len(said)
