"""What the files say of themselves: the ledger adds up, and no count of one to ten people is printed."""

import re
from collections import Counter
from datetime import date

import pytest

from survey_app.results.files.disclosure import Ledger, SurveyReport, disclosure_text, few_notice
from survey_app.results.files.readme import SIMULATED, readme_text
from survey_app.results.rows.audit import RowAudit, SingledOut

AUDIT = RowAudit(
    40, 11, frozenset(), {"grade": 0.004, "lang": 0.3}, Counter({("other_schools",): 20, ("a",): 20})
)
RISK = SingledOut(0.0, 0.1, 0.5, "needs", 0.4, 40)


def report(received=40, boxed=40, printed=40, elsewhere=0, school=None):
    ledger = Ledger(received, boxed, printed, elsewhere)
    found = (AUDIT, RISK) if printed else (None, None)
    return SurveyReport("student", "student", ledger, *found, school)


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


def test_shares_are_whole_per_cent():
    assert "grade: under 1 %" in text(report())
    assert "lang: 30 %" in text(report())
    assert "other_schools: 50 %" in text(report())


def test_the_risk_that_is_left_is_printed():
    found = text(report())

    assert "and one answer: 10 %" in found
    assert "and two answers: 50 %" in found


def test_too_few_are_told_how_many_came_and_what_to_do():
    notice = few_notice(report(received=7, boxed=7, printed=0))

    assert "7 responses were received, fewer than 11" in notice
    assert "next round" in notice


def test_a_school_that_no_row_can_name_is_told_where_its_rows_are():
    notice = few_notice(report(received=1, boxed=1, printed=0, elsewhere=1, school="Sequoia High"))

    assert "1 response was received from Sequoia High" in notice
    assert "Export the whole round" in notice


def test_nobody_came():
    assert "no response was received" in few_notice(report(received=0, boxed=0, printed=0))


def test_enough_rows_need_no_notice():
    assert few_notice(report()) is None


def readme(*reports, is_sample=False):
    return "\n".join(readme_text(reports, "Spring", "board meeting", date(2027, 5, 2), is_sample=is_sample))


def test_the_readme_says_at_the_top_what_is_missing():
    found = readme(report(received=7, boxed=7, printed=0)).splitlines()

    assert found[3] == "PLEASE NOTE"
    assert "7 responses" in found[4]


def test_the_readme_of_a_sample_says_that_it_is_one():
    assert readme(report(), is_sample=True).splitlines()[1] == SIMULATED
    assert SIMULATED not in readme(report())


def test_the_readme_explains_every_missing_code():
    assert all(code in readme(report()) for code in ("-66", "-77", "-88", "-99", "(empty)"))
