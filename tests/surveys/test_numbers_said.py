"""What files say about the surveys in numbers is what the surveys are."""

import re

import pytest

from survey_app.languages.catalogs import shipped_languages
from survey_app.surveys.yaml_file import LIBRARY, load_library
from tests.installation import PROJECT

WORDS = {"four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11}


def numbers_in(head: str) -> tuple[int, int]:
    """How many questions the comment above a survey names, and how many more in optional sections."""
    every = re.search(r"(\d+) questions", head)
    more = re.search(r"optional section of (\d+)", head)
    return int(every[1]) if every else 0, int(more[1]) if more else 0


@pytest.mark.parametrize("name", load_library())
def test_the_comment_above_a_survey_counts_its_questions(name):
    head = (LIBRARY / f"{name}.yaml").read_text().partition("\nname:")[0]
    sections = load_library()[name].sections

    assert numbers_in(head) == (
        sum(len(section.questions) for section in sections if not section.optional),
        sum(len(section.questions) for section in sections if section.optional),
    )


def test_the_readme_counts_the_languages():
    said = re.search(r"in (\w+) languages", (PROJECT / "README.md").read_text().replace("\n", " "))

    assert said
    assert WORDS[said[1]] == len(shipped_languages())


def test_no_text_of_a_survey_says_how_many_minutes_it_takes_but_by_the_placeholder():
    """A number that is written out stays when the survey grows."""
    said = [
        line.strip()
        for path in LIBRARY.glob("*.yaml")
        for line in path.read_text().splitlines()
        if re.search(r"takes? (?:about |under |less than )?\d+ min", line)
    ]

    assert said == []
