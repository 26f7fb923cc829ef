"""The summary: from published numbers alone, and only as far as they carry."""

import pytest

from survey_app.results.published.good import good_codes
from survey_app.results.published.model import Breakdown, Numbers, Part, Participation, Row
from survey_app.results.published.summary import margin, share_of_asked, summarize, voices
from survey_app.results.release.precision import Range
from survey_app.surveys.yaml_file import load_library
from tests.results.files.examples import a_spoken_file


def one(low, high=None):
    return Range(low, low if high is None else high)


def numbers(name, codes, rows, *, good=(), several=False, is_need=False):
    """rows: (by, group, n, shares, good share)."""
    by_breakdown = {}
    for by, group, n, shares, share in rows:
        row = Row(group=group, n=n, shares=tuple(shares), good=share)
        by_breakdown.setdefault(by, []).append(row)
    tables = tuple(Breakdown(by=by, rows=tuple(found)) for by, found in by_breakdown.items())
    return Numbers(
        name=name,
        question=name,
        row=None,
        codes=codes,
        several=several,
        good=good,
        is_need=is_need,
        tables=tables,
    )


def belong(share, n=400, groups=()):
    rows = [((), (), one(n), (one(100 - share), one(share)), one(share))]
    rows += [
        (("grade",), group, one(size), (one(100 - part), one(part)), one(part))
        for group, size, part in groups
    ]
    return numbers("belong", ("no", "yes"), rows, good=("yes",))


def part_of(*questions):
    people = numbers("people", ("here",), [((), (), one(400), (), None)])
    taken = Participation(n=one(400), asked=None, source="", per_cent=None, goal=75)
    return Part(unit="", people=people, questions=questions, participation=taken)


def changes(now, then, n=400):
    return summarize(a_spoken_file(), [belong(now, n)], part_of(belong(then, n)), "Last year").changes


def test_needs_come_most_chosen_first_and_ties_in_the_order_of_the_survey():
    needs = numbers(
        "needs3",
        ("food", "tutor", "bus", "none"),
        [((), (), one(300), (one(20), one(31), one(20), one(40)), None)],
    )

    found = summarize(a_spoken_file(), [needs]).needs
    assert [share.code for share in found] == ["tutor", "food", "bus"]


def test_a_change_that_the_numbers_carry_is_told():
    assert [change.verdict for change in changes(60, 40)] == ["up"]
    assert [change.verdict for change in changes(40, 60)] == ["down"]


def test_a_change_within_chance_is_no_clear_change():
    assert [change.verdict for change in changes(43, 40)] == ["same"]
    assert [change.verdict for change in changes(48, 40, n=40)] == ["same"]


def test_answers_that_changed_are_not_compared():
    then = numbers(
        "belong",
        ("no", "some", "yes"),
        [((), (), one(400), (one(40), one(30), one(30)), one(30))],
        good=("yes",),
    )

    assert summarize(a_spoken_file(), [belong(60)], part_of(then), "Last year").changes == ()


def test_a_gap_is_between_groups_that_stand_alone_and_say_who_they_are():
    groups = [(("9",), 200, 80), (("10",), 200, 40), (("11", "12"), 200, 5), (("not_said",), 200, 2)]
    (gap,) = summarize(a_spoken_file(), [belong(60, groups=groups)]).gaps

    assert (gap.high, gap.low, gap.points) == ("9", "10", 40)


def test_a_gap_within_chance_is_none():
    groups = [(("9",), 40, 50), (("10",), 40, 40)]

    assert summarize(a_spoken_file(), [belong(45, groups=groups)]).gaps == ()


def test_the_margin_is_five_points_at_least_and_grows_as_people_get_fewer():
    assert margin(one(50), one(100_000), one(50), one(100_000)) == 5
    assert margin(one(50), one(30), one(50), one(30)) > margin(one(50), one(300), one(50), one(300)) > 5


def test_a_voice_is_missing_where_its_share_is_clearly_less():
    rows = [
        ((), (), one(300), (), None),
        (("grade",), ("9",), one(200), (), None),
        (("grade",), ("10",), one(100), (), None),
    ]
    people = numbers("people", ("here",), rows)
    found = {voice.grade: voice.is_missing for voice in voices(people, "grade", {"9": 100, "10": 100})}

    assert found == {"9": False, "10": True}


def test_voices_are_not_told_from_ranges():
    rows = [((), (), one(11, 29), (), None), (("grade",), ("9",), one(11, 29), (), None)]

    assert list(voices(numbers("people", ("here",), rows), "grade", {"9": 100})) == []


def test_favourable_are_the_two_highest_points_of_a_scale():
    questions = {question.name: question for question in load_library()["student"].questions()}

    good, is_need = good_codes(questions["belong"])
    assert (good, is_need) == (questions["belong"].codes[3:5], False)
    assert good_codes(questions["needs3"]) == ((), False)
    needs = [good_codes(question) for question in questions.values() if good_codes(question)[1]]
    assert needs == [(("medium", "big"), True)] * len(needs)
    assert needs


@pytest.mark.parametrize(
    ("n", "asked", "share"),
    [
        (one(40), 55, None),  # 36 to 44, and 42 are the goal: 43 of 55, published as 40, are no miss
        (one(45), 55, None),
        (one(30), 55, 54),
        (one(50), 55, 90),
        (one(1476), 1975, 74),  # at most 1478, which is less than 75 per cent
        (one(1482), 1975, None),
        (one(1494), 1975, 75),
        (one(60), 55, 100),
        (one(11, 29), 55, None),
    ],
)
def test_a_goal_is_called_met_or_missed_only_when_the_number_carries_it(n, asked, share):
    assert share_of_asked(n, asked, goal=75) == share
