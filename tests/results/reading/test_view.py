"""What a reader is shown of ranks: a rank is cut only where there is no room, and never in silence."""

import pytest

from survey_app.config import PROJECT
from survey_app.results.instruments import NEEDS
from survey_app.results.published.model import Breakdown, Choice, Header, Numbers, Part, Rank, Row
from survey_app.results.reading.view import Reader, has_groups
from survey_app.results.shown import People, Share
from survey_app.surveys.yaml_file import load_survey

STUDENT = load_survey(PROJECT / "survey_app/library/student.yaml")
READER = Reader(Header.model_construct(), [STUDENT], "en", {})
CODES = next(question.codes for question in STUDENT.questions() if question.name == NEEDS[0])


def ranks(*sizes: int) -> list[Rank]:
    """Ranks of so many answers each."""
    codes = iter(CODES)
    share = Share(20.0, 24.0, 22.0)
    return [
        Rank(choices=tuple(Choice(code=next(codes), share=share) for _ in range(size)), is_level=True)
        for size in sizes
    ]


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((1, 1, 1, 1, 1, 1), [(1, 0), (1, 0), (1, 0), (1, 0), (1, 0)]),
        ((3, 2, 4), [(3, 0), (2, 0)]),
        ((3, 4), [(3, 0), (2, 2)]),
        ((7, 2), [(7, 0)]),
        ((8, 2), [(8, 0)]),
        ((9, 2), [(5, 4)]),
        ((18,), [(5, 13)]),
        ((2,), [(2, 0)]),
        ((), []),
    ],
)
def test_five_answers_are_shown_or_the_whole_first_rank(sizes: tuple[int, ...], shown: list[tuple[int, int]]):
    found = READER.ranks(NEEDS, ranks(*sizes), 5, 8)

    assert [(len(rank.choices), rank.left_out) for rank in found] == shown


def test_answers_are_named_in_the_words_of_the_survey():
    (rank,) = READER.ranks(NEEDS, ranks(1), 5, 8)

    assert rank.choices[0].code == CODES[0]
    assert rank.choices[0].words.words not in ("", CODES[0])


def test_a_survey_that_does_not_ask_has_no_ranks():
    assert READER.ranks(("not_asked",), ranks(2), 5, 8) == []


def a_part(name: str, good: tuple[str, ...], **groups: int) -> Part:
    """A part with one question. groups: who-question, "total" for all → so many of its groups are shown."""
    row = Row(group="", n=People(40, 40))
    tables = tuple(Breakdown(by=by.replace("total", ""), rows=(row,) * n) for by, n in groups.items())
    numbers = Numbers.model_construct(name=name, good=good, tables=tables)
    return Part.model_construct(questions=(numbers,))


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        (a_part("safe", ("4", "5"), total=1, grade=2), True),
        (a_part(NEEDS[0], (), total=1, grade=2), True),
        (a_part("safe", ("4", "5"), total=1, grade=1, race_eth=1), False),
        (a_part("safe", ("4", "5"), total=1), False),
        (a_part("safe", ("4", "5"), total=2), False),
        (a_part("favorite", (), total=1, grade=2), False),
        (Part.model_construct(questions=()), False),
    ],
)
def test_groups_are_compared_only_where_a_question_has_two_of_one_who_question(part: Part, expected: bool):
    assert has_groups(part) is expected
