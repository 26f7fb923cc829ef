"""Rows: what an attacker can and cannot learn from them, tried on many populations; and what stays as it was sent."""

import csv
from collections import Counter, defaultdict

import pytest
from hypothesis import HealthCheck, assume, given, settings

from survey_app.results.cells import read_frame
from survey_app.results.files.spreadsheet import csv_text
from survey_app.results.rows.planning import plan_rows
from survey_app.results.rows.printer import lines, print_rows, texts
from tests.results.populations import (
    a_file,
    a_response,
    a_tricky_survey,
    cells_of,
    in_order,
    naive_rows,
    populations,
    printed,
    settled,
)
from tests.surveys.examples import a_question, a_section, a_survey

FILE = a_file()
KNOWN = ("school", "version", "channel", "grade", "lang")
RARE = ("bus", "clubs_chess", "clubs_band", "clubs_farm", "clubs_none")
MISSING = {"", "-77", "-88"}
many = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def known(row):
    return tuple(row[name] for name in KNOWN)


def smallest_group(rows, key):
    return min(Counter(key(row) for row in rows).values())


def rare_values(rows):
    """(column, value) → rows, of what counts as an answer or as withheld."""
    return Counter(
        (name, row[name])
        for row in rows
        for name in RARE
        if row[name] not in MISSING and (name, row[name][:1]) != (name, "0")
    )


def unanimous(rows):
    """Groups whose rows all, or all but one, give the same answer to a sensitive question."""
    cells = defaultdict(Counter)
    for row in rows:
        for name in ("safe", "places_hall", "places_bath", "places_none"):
            cells[known(row), name][row[name]] += 1
    return [
        place
        for place, counts in cells.items()
        for cell, n in counts.items()
        if cell not in MISSING | {"-66", "0"} and counts.total() - n < 2
    ]


@many
@given(populations())
def test_every_combination_of_what_others_may_know_stands_in_eleven_rows(responses):
    assume(len(responses) >= 11)

    assert smallest_group(printed(FILE, responses), known) >= 11


@many
@given(populations())
def test_the_path_through_the_survey_narrows_no_combination_below_eleven(responses):
    assume(len(responses) >= 11)

    def with_path(row):
        shown = tuple(row[name] == "" for name in ("leaving", "minutes") if row[name] != "-66")
        return (*known(row), row["leaving"] == "-66", shown)

    assert smallest_group(printed(FILE, responses), with_path) >= 11


@many
@given(populations())
def test_no_rare_answer_and_no_few_withheld_ones_are_printed(responses):
    assume(len(responses) >= 11)

    assert all(rows >= 11 for rows in rare_values(printed(FILE, responses)).values())


@many
@given(populations())
def test_no_group_is_of_one_mind_on_a_sensitive_question(responses):
    assume(len(responses) >= 11)

    assert unanimous(printed(FILE, responses)) == []


@many
@given(populations())
def test_nothing_is_lost_and_nothing_made_up(responses):
    assume(len(responses) >= 11)

    rows = printed(FILE, responses)

    assert len(rows) == len(responses)
    for row in rows:
        cells = cells_of(FILE, responses[int(row["row"])])
        for name in ("belong", "leaving", "bus", "bus_late", "safe", "after", "minutes"):
            assert row[name] in (cells[name], "-66")


@many
@given(populations())
def test_a_safe_question_that_everyone_gets_is_printed_exactly_as_it_was_sent(responses):
    assume(len(responses) >= 11)

    for row in printed(FILE, responses):
        cells = cells_of(FILE, responses[int(row["row"])])
        given_needs = cells["needs"] if isinstance(cells["needs"], tuple) else None
        assert row["belong"] == cells["belong"]
        assert row["needs"] == (" ".join(given_needs) if given_needs else cells["needs"])
        assert row["needs_food"] == (str(int("food" in given_needs)) if given_needs else cells["needs"])


@many
@given(populations())
def test_joined_and_split_columns_say_the_same(responses):
    assume(len(responses) >= 11)

    for row in printed(FILE, responses):
        for name in ("lang", "clubs", "places", "needs"):
            split = {
                key.removeprefix(f"{name}_"): cell for key, cell in row.items() if key.startswith(f"{name}_")
            }
            split.pop("why", None)
            if row[name] in MISSING | {"-66", "-99", "two_or_more"}:
                expected = "-66" if row[name] == "two_or_more" else row[name]
                assert set(split.values()) == {expected}
            else:
                assert {code for code, cell in split.items() if cell == "1"} == set(row[name].split())


@many
@given(populations())
def test_what_depends_on_a_withheld_answer_is_withheld(responses):
    assume(len(responses) >= 11)

    for row in printed(FILE, responses):
        if row["bus"] == "-66":
            assert row["bus_late"] == "-66"
        if row["clubs"] == "-66" or "-66" in (row["clubs_chess"], row["clubs_farm"]):
            assert row["clubs_why"] == "-66"


@many
@given(populations())
def test_the_same_response_has_the_same_cells_whatever_order_rows_are_printed_in(responses):
    assume(len(responses) >= 11)
    printed, again = print_rows(settled(FILE, responses)), print_rows(settled(FILE, responses))

    _, *rows = lines(printed, printed.rows)
    _, *backwards = lines(again, again.rows[::-1])
    assert rows == backwards[::-1]


@many
@given(populations())
def test_the_file_of_one_school_shows_no_more_than_the_file_of_the_round(responses):
    assume(len(responses) >= 11)
    whole = {row["row"]: row for row in printed(FILE, responses)}

    part = printed(FILE, responses, school="atwater")

    assert {row["row"] for row in part} == {
        number for number, row in whole.items() if row["school"] == "atwater"
    }
    for row in part:
        of_whole = whole[row["row"]]
        for name, cell in row.items():
            dropped_codes = set(of_whole[name].split()) - set(cell.split())
            assert cell in (of_whole[name], "-66") or (name == "clubs" and dropped_codes)
    assert not part or smallest_group(part, known) >= 11
    assert all(rows >= 11 for rows in rare_values(part).values())
    assert unanimous(part) == []


@many
@given(populations())
def test_the_lines_of_the_file_say_what_was_attacked(responses):
    assume(len(responses) >= 11)
    printed = print_rows(settled(FILE, responses))
    rows = printed.rows[::-1]

    written = csv.reader(texts(printed, rows, (str(row) for row in rows), csv_text), strict=True)

    header, *expected = lines(printed, rows)
    found = list(written)
    assert found == expected
    for at, name in enumerate(header[1:], 1):
        assert list(printed.column(name)) == [row[at] for row in found[::-1]]


def crowd(n, school="atwater", **answers):
    return [a_response({"grade": "9", "lang": ["en"], "belong": "some", **answers}, school) for _ in range(n)]


def test_naive_rows_are_caught_by_these_attacks():
    """Positive control: rows printed as they were sent point at people, and each attack sees it."""
    strange = a_response({"grade": "12", "lang": ["pa"], "bus": "public"})
    naive = naive_rows(FILE, in_order([*crowd(20, bus="yellow", safe="some"), strange]))

    assert smallest_group(naive, known) == 1
    assert unanimous(naive)
    assert min(rare_values(naive).values()) == 1


def test_eleven_alike_keep_all_that_they_said():
    rows = printed(FILE, in_order(crowd(11)))

    assert {known(row) for row in rows} == {("atwater", "student-2026.1", "web", "9", "en")}


def test_a_grade_that_few_share_becomes_a_band_first():
    responses = in_order([*crowd(15), *crowd(6, grade="10"), *crowd(20, grade="11")])

    assert Counter(row["grade"] for row in printed(FILE, responses)) == {"grades_9_10": 21, "11": 20}


def test_languages_that_few_combine_become_two_or_more():
    responses = in_order([*crowd(15), *crowd(6, lang=["en", "pa"]), *crowd(6, lang=["en", "hmn"])])

    assert Counter(row["lang"] for row in printed(FILE, responses)) == {"en": 15, "two_or_more": 12}


def test_small_schools_are_pooled_as_other_schools():
    responses = in_order([*crowd(30), *crowd(6, "livingston"), *crowd(7, "sequoia")])

    assert Counter(row["school"] for row in printed(FILE, responses)) == {"atwater": 30, "other_schools": 13}


def test_one_rare_answer_hides_among_enough_others():
    answers = [*crowd(40, bus="yellow"), *crowd(30, bus="none"), *crowd(3, bus="public")]

    rows = Counter(row["bus"] for row in printed(FILE, in_order(answers)))

    assert rows == {"yellow": 32, "none": 30, "-66": 11}


def test_a_rare_choice_is_dropped_from_joined_and_split_columns():
    answers = [
        *crowd(40, clubs=["band"]),
        *crowd(20, clubs=["chess", "band"]),
        *crowd(4, clubs=["band", "farm"]),
    ]

    rows = printed(FILE, in_order(answers))

    assert Counter(row["clubs"] for row in rows) == {"band": 44, "chess band": 20}
    assert {row["clubs_farm"] for row in rows} == {"-66"}


def test_refusals_that_are_few_hide_among_others_too():
    answers = [*crowd(30, lang=["es"]), *crowd(2, lang=["pnts"])]

    assert Counter(row["lang"] for row in printed(FILE, in_order(answers))) == {"es": 21, "-66": 11}


def test_what_decides_about_an_identifier_counts_as_one():
    survey = a_tricky_survey()
    asks_if_safe = (
        survey.sections[0].questions[0].model_copy(update={"name": "pin", "when": ["eq", "safe", "none"]})
    )
    third = survey.sections[1].model_copy(update={"name": "third", "questions": (asks_if_safe,)})
    file = a_file(survey.model_copy(update={"sections": (*survey.sections, third)}))

    assert "safe" in {variable.name for variable in file.identifiers}


def test_fewer_than_eleven_cannot_be_planned():
    with pytest.raises(ValueError, match="fewer than 11 rows"):
        plan_rows(read_frame(FILE, crowd(10)))


def who_survey(*who):
    """Three who-questions in survey order, which matter in another order."""
    names = ("grade", "lang", "years")
    section = a_section(*(a_question(name, "choose_one", "a b", privacy="identifier") for name in names))
    return a_file(a_survey(section, a_section(a_question("belong"), name="second"), who=who))


def people(n, grade, lang, years):
    answers = {"grade": grade, "lang": lang, "years": years, "belong": "yes"}
    return [a_response(answers) for _ in range(n)]


@pytest.mark.parametrize(
    ("who", "kept"),
    [
        (("grade", "lang", "years"), "grade"),
        (("years", "grade", "lang"), "years"),
        (("lang", "years", "grade"), "lang"),
        ((), "grade"),
    ],
)
def test_recoding_gives_up_what_matters_least_first(who, kept):
    halves = [("a", "a", "b"), ("a", "b", "a"), ("b", "a", "a"), ("b", "b", "b")]
    responses = in_order([one for each in halves for one in people(6, *each)])

    rows = printed(who_survey(*who), responses)

    # Each pair of answers is shared by six, each answer by twelve.
    exact = {name for name in ("grade", "lang", "years") if all(row[name] != "-66" for row in rows)}
    assert exact == {kept}


def test_who_stopped_early_hides_nobody_and_costs_no_school_its_answers():
    stopped = [a_response({"grade": "9"}, school) for school in ("atwater", "livingston") for _ in range(6)]

    rows = printed(FILE, in_order([*crowd(30), *crowd(30, "livingston"), *stopped]))

    found = Counter((row["school"], row["grade"], row["lang"]) for row in rows)
    assert found == {
        ("atwater", "9", "en"): 30,
        ("livingston", "9", "en"): 30,
        ("other_schools", "9", "-77"): 12,
    }
