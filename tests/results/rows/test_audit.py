"""The audit finds in a file what should not be there; the measure of risk counts what it should."""

from collections import Counter
from random import Random

import pytest

from survey_app.errors import ExportError
from survey_app.results.cells import read_frame
from survey_app.results.rows.disclosure_check import measure_singled_out, settle, some_groups
from survey_app.results.rows.planning import plan_rows
from tests.results.populations import a_file, audit_lines, header, lines_of
from tests.results.rows.attacks import crowd
from tests.surveys.examples import a_question, a_section, a_survey

FILE = a_file(
    a_survey(
        a_section(
            a_question("grade", "choose_one", "9 10", privacy="identifier"),
            a_question("bus", "choose_one", "yellow public", privacy="rare"),
            a_question("safe", "choose_one", "yes no", privacy="sensitive"),
            a_question("belong", "choose_one", "some great", privacy="safe"),
        )
    )
)


def a_line(grade="9", bus="yellow", safe="yes", belong="some"):
    return ["r1", "atwater", "student", "student-2026.1", "web", grade, bus, safe, belong]


def audit(rows):
    return audit_lines(FILE, [header(FILE), *rows])


CALM = [a_line(safe="yes")] * 11 + [a_line(safe="no")] * 11


def test_a_file_without_faults_passes():
    found = audit(CALM)

    assert (found.rows, found.smallest, found.exposed, found.withheld) == (22, 22, frozenset(), {})


def test_a_small_combination_is_seen():
    assert audit([*CALM, *[a_line(grade="10", safe="no")] * 10]).smallest == 10


def test_a_withheld_mark_is_a_value_of_a_combination():
    assert audit([*CALM, a_line(grade="-66", safe="no")]).smallest == 1


def test_a_rare_answer_is_seen():
    assert audit([*CALM, *[a_line(bus="public")] * 10]).exposed == {"bus"}


def test_rare_answers_withheld_in_too_few_rows_are_seen():
    assert audit([*CALM, *[a_line(bus="-66")] * 3]).exposed == {"bus"}


def test_a_group_of_one_mind_is_seen():
    assert audit([*CALM, *[a_line(grade="10")] * 11]).exposed == {"safe"}


def test_a_group_with_one_dissenter_is_seen():
    assert audit([*CALM, *[a_line(grade="10")] * 11, a_line(grade="10", safe="no")]).exposed == {"safe"}


def test_blanks_are_no_answer_to_agree_on():
    assert audit([*CALM, *[a_line(grade="10", safe="-88")] * 11]).exposed == frozenset()


def test_withheld_shares_are_counted_by_column():
    assert audit([*CALM, *[a_line(bus="-66")] * 11]).withheld == {"bus": pytest.approx(1 / 3)}


def test_another_header_is_not_the_survey():
    with pytest.raises(ValueError, match="header"):
        measure_singled_out(FILE, [["row"]], Random(1))


def test_settling_withholds_what_is_exposed_until_nothing_is():
    plan = plan_rows(read_frame(FILE, crowd(22)))
    seen = []

    def attack(plan):
        seen.append(plan.hidden)
        found = audit_lines(FILE, lines_of(plan))
        return found if plan.hidden else audit([*CALM, a_line(bus="public")])

    settled, _ = settle(plan, attack)

    assert (seen, settled.hidden) == ([frozenset(), {"bus"}], {"bus"})


def test_rows_that_could_be_recognized_stop_the_export():
    plan = plan_rows(read_frame(FILE, crowd(22)))

    with pytest.raises(ExportError, match="could identify a person"):
        settle(plan, lambda _: audit([a_line()] * 10))


def measure(rows):
    return measure_singled_out(FILE, [header(FILE), *rows], Random(1))


def test_a_person_alone_with_an_answer_is_singled_out_by_it():
    risk = measure([*[a_line()] * 9, a_line(bus="public")])

    assert (risk.by_none, risk.worst, risk.worst_share, risk.sampled) == (0, "bus", 0.1, 10)


def test_a_withheld_answer_could_be_any_so_it_hides_others():
    risk = measure([*[a_line()] * 8, a_line(bus="public"), a_line(bus="-66")])

    assert risk.worst_share == 0


def test_more_known_answers_single_out_more():
    rows = [
        a_line(bus=bus, safe=safe, belong=belong)
        for bus in ("yellow", "public")
        for safe in ("yes", "no")
        for belong in ("some", "great")
    ]

    # There are three questions only, so who knows four answers knows three.
    assert measure(rows).by_answers == (0, 0, 1, 1)
    assert measure(rows[:4]).by_answers == (0, pytest.approx(1 / 3), 1, 1)


def test_a_row_with_a_withheld_answer_hides_those_alone_that_gave_its_others():
    rows = [
        *[a_line()] * 8,
        a_line(bus="public", safe="no"),
        a_line(bus="-66", safe="no"),
        a_line(bus="public", belong="great"),
    ]

    risk = measure(rows)

    # The withheld answer hides "public, no", but not "public, great": each pair singles out the last row alone.
    assert risk.by_answers[1] == pytest.approx(1 / 11)


def test_a_withheld_answer_does_not_hide_a_person_alone_with_the_answers_beside_it():
    rows = [*[a_line(bus="-66")] * 9, a_line(bus="-66", safe="no")]

    # By bus and safe, and by safe and belong, but not by bus and belong.
    assert measure(rows).by_answers == (pytest.approx(0.1 / 3), pytest.approx(0.2 / 3), 0.1, 0.1)


def test_what_was_given_up_is_measured_in_the_order_of_importance():
    found = audit([*CALM, *[a_line(grade="-66")] * 11, *[a_line(grade="grades_9_10")] * 11])

    assert found.kept == (
        ("school", 1, 0, 0),
        ("grade", pytest.approx(1 / 2), 1 / 4, 1 / 4),
        ("version", 1, 0, 0),
        ("channel", 1, 0, 0),
    )


def test_groups_are_drawn_until_they_have_enough_rows():
    groups = Counter({(str(number),): 1000 for number in range(20)})

    assert (len(some_groups(groups, Random(1))), len(some_groups(+groups, Random(2)))) == (5, 5)
    assert some_groups(groups, Random(1)) != some_groups(groups, Random(2))
    assert some_groups(Counter({("9",): 40, ("10",): 12}), Random(1)) == {("9",), ("10",)}
