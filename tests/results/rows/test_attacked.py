"""Rows: what an attacker can and cannot learn from them, tried on many populations."""

import csv

from hypothesis import HealthCheck, assume, given, settings

from survey_app.results.files.csv_files import csv_text
from survey_app.results.rows.printer import lines, print_rows, texts
from tests.results.populations import (
    a_response,
    cells_of,
    in_order,
    naive_rows,
    populations,
    printed,
    settled,
)
from tests.results.rows.attacks import FILE, MISSING, crowd, known, rare_values, smallest_group, unanimous

many = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def every_combination_of_what_others_may_know_stands_in_eleven_rows(_responses, rows):
    assert smallest_group(rows, known) >= 11


def the_path_through_the_survey_narrows_no_combination_below_eleven(_responses, rows):
    def with_path(row):
        shown = tuple(row[name] == "" for name in ("leaving", "minutes") if row[name] != "-66")
        return (*known(row), row["leaving"] == "-66", shown)

    assert smallest_group(rows, with_path) >= 11


def no_rare_answer_and_no_few_withheld_ones_are_printed(_responses, rows):
    assert all(found >= 11 for found in rare_values(rows).values())


def no_group_is_of_one_mind_on_a_sensitive_question(_responses, rows):
    assert unanimous(rows) == []


def nothing_is_lost_and_nothing_made_up(responses, rows):
    assert len(rows) == len(responses)
    for row in rows:
        cells = cells_of(FILE, responses[int(row["row"])])
        for name in ("belong", "leaving", "bus", "bus_late", "safe", "after", "minutes"):
            assert row[name] in (cells[name], "-66")


def a_safe_question_that_everyone_gets_is_printed_exactly_as_it_was_sent(responses, rows):
    for row in rows:
        cells = cells_of(FILE, responses[int(row["row"])])
        given_needs = cells["needs"] if isinstance(cells["needs"], tuple) else None
        assert row["belong"] == cells["belong"]
        assert row["needs"] == (" ".join(given_needs) if given_needs else cells["needs"])
        assert row["needs_food"] == (str(int("food" in given_needs)) if given_needs else cells["needs"])


def joined_and_split_columns_say_the_same(_responses, rows):
    for row in rows:
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


def what_depends_on_a_withheld_answer_is_withheld(_responses, rows):
    for row in rows:
        if row["bus"] == "-66":
            assert row["bus_late"] == "-66"
        if row["clubs"] == "-66" or "-66" in (row["clubs_chess"], row["clubs_farm"]):
            assert row["clubs_why"] == "-66"


WHAT_HOLDS = (
    every_combination_of_what_others_may_know_stands_in_eleven_rows,
    the_path_through_the_survey_narrows_no_combination_below_eleven,
    no_rare_answer_and_no_few_withheld_ones_are_printed,
    no_group_is_of_one_mind_on_a_sensitive_question,
    nothing_is_lost_and_nothing_made_up,
    a_safe_question_that_everyone_gets_is_printed_exactly_as_it_was_sent,
    joined_and_split_columns_say_the_same,
    what_depends_on_a_withheld_answer_is_withheld,
)


@settings(many, max_examples=60)
@given(populations())
def test_all_that_must_hold_of_a_file_of_rows_does(responses):
    """Together, for to make up a population and to print it takes much longer than to look at it."""
    assume(len(responses) >= 11)
    rows = printed(FILE, responses)

    for holds in WHAT_HOLDS:
        holds(responses, rows)


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


def test_naive_rows_are_caught_by_these_attacks():
    """Positive control: rows printed as they were sent point at people, and each attack sees it."""
    strange = a_response({"grade": "12", "lang": ["pa"], "bus": "public"})
    naive = naive_rows(FILE, in_order([*crowd(20, bus="yellow", safe="some"), strange]))

    assert smallest_group(naive, known) == 1
    assert unanimous(naive)
    assert min(rare_values(naive).values()) == 1
