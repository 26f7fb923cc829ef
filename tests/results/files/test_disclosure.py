"""What the files say of themselves: the ledger adds up, and no count of one to ten people is printed."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from survey_app.results.files.disclosure import (
    Ledger,
    SurveyReport,
    disclosure_text,
    few_notice,
    untranslated_notice,
)
from survey_app.results.files.readme import SIMULATED, readme_text
from survey_app.results.rows.disclosure_check import DisclosureCheck, Kept, SingledOut

KEPT = (Kept("school", 0.5, 0.5, 0), Kept("lang", 0.7, 0, 0.3), Kept("grade", 0.996, 0, 0.004))
AUDIT = DisclosureCheck(
    40, 11, frozenset(), {"grade": 0.004, "lang": 0.3}, Counter({("other_schools",): 25, ("a",): 15}), KEPT
)
RISK = SingledOut(0.0, (0.1, 0.5, 0.71, 0.92), "needs", 0.4, 40)


def report(received=40, boxed=40, printed=40, elsewhere=0, school=None, is_open=True):
    ledger = Ledger(received, boxed, printed, elsewhere)
    found = (AUDIT, RISK) if printed else (None, None)
    return SurveyReport("student", "student", ledger, *found, school, is_open)


def text(*reports):
    return "\n".join(disclosure_text(reports, "Spring"))


def test_the_ledger_names_where_every_response_is():
    found = text(report()).splitlines()

    assert found[found.index("Responses received: 40") + 1 :][:3] == [
        "  = rows in responses.csv: 40",
        "  + withheld, because there are fewer than 11 in all: 0",
        "  + still waiting to be mixed: 0",
    ]


@pytest.mark.parametrize("few", range(1, 11))
def test_no_count_of_a_few_is_printed_in_the_ledger(few):
    ledgers = [
        report(received=40 + few),
        report(received=40, boxed=40, printed=40 - few, elsewhere=few, school="Atwater High"),
        report(received=few, boxed=few, printed=0),
    ]
    numbers = {
        int(number)
        for one in ledgers
        for line in text(one).splitlines()
        if line.startswith(("Responses received", "  =", "  +"))
        for number in re.findall(r": (\d+)$", line)
    }

    assert not numbers & set(range(1, 11))


def test_numbers_that_do_not_add_up_are_reported():
    assert "20 responses that were received are not in the box" in text(report(received=60))
    assert "fewer than 11 responses that were received are not in the box" in text(report(received=44))
    assert "responses that nobody counted are in the box" in text(report(received=30))


FIRST_PAGE = 60
"""So many lines of disclosure.txt fit on a printed page."""


def first_page(*reports):
    return text(*reports).splitlines()[:FIRST_PAGE]


def test_the_first_page_says_what_was_given_up_and_how_much_of_it():
    found = first_page(report())

    at = found.index("WHAT WAS GIVEN UP")
    assert found[at + 2 :][:4] == [
        "student: 40 rows, open links, so rows may be made up",
        "  school: 50 % as given, 50 % made coarser",
        "  lang: 70 % as given, 30 % withheld",
        "  grade: over 99 % as given, under 1 % withheld",
    ]
    five = first_page(*[report()] * 5)
    assert sum(line.startswith("student: 40 rows") for line in five) == 5


def test_the_first_page_says_in_plain_words_what_made_up_rows_could_show():
    found = " ".join(first_page(report()))

    assert "This counts rows, not people." in found
    assert "a round with open links can hold rows that were made up" in found
    assert "the one that differs is that person's" in found
    assert "We recommend access codes in every round whose rows will be exported" in found


def test_a_survey_says_where_it_needs_access_codes():
    found = text(report(is_open=False))

    assert "student: 40 rows, access codes" in found
    assert "If 10 rows of such a combination" not in found


def test_the_disclosure_says_how_many_rows_ten_made_up_ones_could_expose():
    assert "Share of rows in combinations of fewer than 21 rows: 38 %" in text(report())


def test_a_survey_without_rows_gave_nothing_up():
    found = first_page(report(received=7, boxed=7, printed=0))

    assert (
        found[found.index("WHAT WAS GIVEN UP") + 2] == "student: 0 rows, open links, so rows may be made up"
    )


def test_shares_are_whole_per_cent():
    assert "grade: under 1 %" in text(report())
    assert "lang: 30 %" in text(report())


def test_the_risk_of_one_to_four_known_answers_is_printed():
    found = text(report())

    assert "and no other answer: none" in found
    assert "and one other answer: 10 %" in found
    assert "and two other answers: 50 %" in found
    assert "and three other answers: 71 %" in found
    assert "and four other answers: 92 %" in found


def test_too_few_are_told_what_to_do_and_not_how_many_came():
    one, ten = (few_notice(report(received=n, boxed=n, printed=0)) for n in (1, 10))

    assert one == ten
    assert "fewer than 11 responses were received" in ten
    assert "next round" in ten


def test_a_school_that_no_row_can_name_is_told_where_its_rows_are():
    notice = few_notice(report(received=1, boxed=1, printed=0, elsewhere=1, school="Sequoia High"))

    assert "fewer than 11 responses were received from Sequoia High" in notice
    assert "Export the whole round" in notice


def test_nobody_came():
    assert "no response was received" in few_notice(report(received=0, boxed=0, printed=0))


def test_enough_rows_need_no_notice():
    assert few_notice(report()) is None


def test_labels_that_mix_two_languages_are_named():
    mixed = replace(report(), untranslated={"pa": 3, "ar": 12})

    assert "some labels are not translated" in untranslated_notice(mixed)
    assert "pa (3 texts), ar (12 texts)" in readme(mixed)
    assert untranslated_notice(report()) is None


def readme(*reports, is_sample=False):
    return "\n".join(readme_text(reports, "Spring", "board meeting", date(2027, 5, 2), is_sample=is_sample))


def test_the_readme_says_at_the_top_what_is_missing():
    found = readme(report(received=7, boxed=7, printed=0)).splitlines()

    assert found[3] == "PLEASE NOTE"
    assert "fewer than 11 responses" in found[4]


def test_the_readme_of_a_sample_says_that_it_is_one():
    assert readme(report(), is_sample=True).splitlines()[1] == SIMULATED
    assert SIMULATED not in readme(report())


def test_the_readme_explains_every_missing_code():
    assert all(code in readme(report()) for code in ("-66", "-77", "-88", "-99", "(empty)"))
