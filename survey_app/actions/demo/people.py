"""Simulated people who answer the sample round, drawn from the real sizes of nine real schools."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from ruamel.yaml import YAML

OTHERS = "others"
"""The key in the file for every language that the file does not name."""
SAMPLE = Path(__file__).parents[2] / "library" / "sample"


@dataclass(frozen=True)
class SampleSchool:
    """A school of the sample district. grades: students in grades low to high; race_eth: students by category."""

    slug: str
    cds: str
    name: str
    city: str
    low: int
    high: int
    enrollment: int
    grades: tuple[int, ...]
    race_eth: Mapping[str, int]


@dataclass(frozen=True)
class SampleDistrict:
    """The sample district as its file has it. people: from library/sample/respondents.yaml, who answers."""

    code: str
    name: str
    source: str
    schools: tuple[SampleSchool, ...]
    people: Mapping[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody who will answer: where, as whom, in which language and how. mood: how much they lean to good answers."""

    school: SampleSchool
    audience: str
    language: str
    channel: str
    mood: float


def read_sample_district() -> SampleDistrict:
    """Read the sample district that comes with the app."""
    content = _read("schools")
    schools = [
        SampleSchool(**{**school, "grades": tuple(school["grades"])}) for school in content.pop("schools")
    ]
    return SampleDistrict(**content, schools=tuple(schools), people=_read("respondents"))


def draw(random: Random, weights: Mapping[str, float]) -> str:
    """Draw one key; weights say how often each comes."""
    return random.choices(list(weights), list(weights.values()))[0]


def draw_people(
    random: Random,
    district: SampleDistrict,
    responses: int,
    spoken: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[Person]:
    """Draw people with audiences, schools and languages as in a real round, in any order.

    responses: how many people. spoken: audience → languages of its survey, for those that the file does not name.
    """
    people = district.people
    differences = {
        school.slug: random.uniform(-1, 1) * people["schools_differ"] for school in district.schools
    }
    sizes = [school.enrollment for school in district.schools]
    for _ in range(responses):
        audience = draw(random, people["audiences"])
        # Partners work with small schools as often as with large ones.
        school = random.choices(district.schools, sizes if audience != "partner" else None)[0]
        languages = people["livingston_languages" if school.slug.startswith("livingston") else "languages"]
        yield Person(
            school=school,
            audience=audience,
            language=draw(random, _shares(languages[audience], (spoken or {}).get(audience, ()))),
            channel=draw(random, people["channels"]),
            mood=random.gauss(0, 0.12) + differences[school.slug],
        )


def _shares(named: Mapping[str, float], spoken: Sequence[str]) -> dict[str, float]:
    """Return how often people use each language. Languages that the file does not name share its weight for others."""
    shares = {language: share for language, share in named.items() if language != OTHERS}
    others = [language for language in spoken if language not in shares]
    if OTHERS in named:
        shares |= {language: named[OTHERS] / len(others) for language in others}
    return shares


def _read(name: str) -> dict[str, Any]:
    yaml = YAML(typ="safe", pure=True)
    content: dict[str, Any] = yaml.load((SAMPLE / f"{name}.yaml").read_text(encoding="utf-8"))
    return content
