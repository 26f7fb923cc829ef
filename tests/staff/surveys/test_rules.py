"""Skip rules are built from questions, comparisons and answers, and said in a sentence."""

import re

from tests.staff.surveys.writing import Writer

GRADE = "What grade are you in?"


def sentence(page: str) -> str:
    found = re.search(r'<p class="sentence"[^>]*>(.*?)</p>', page)
    return re.sub("<[^>]+>", "", found[1]) if found else ""


def added(writer: Writer) -> str:
    """A new question after the grade."""
    grade = writer.item(GRADE)
    section = writer.item("You and your school")
    return writer.press("add", question=f"{section}:{grade}").location.rpartition("/")[2]


def test_a_rule_is_built_without_scripts_and_shown_as_a_sentence(writer: Writer) -> None:
    new = added(writer)
    when = f"when-{new}"
    writer.change(new, ask="Do you want to visit a college?", **{f"{when}-0-about": "grade"})
    assert "Choose at least one answer." in writer.page(new)
    assert "> Grade 12</label>" in writer.page(new)

    writer.change(new, **{f"{when}-0-codes": ["9", "10"]})

    page = writer.page(new)
    assert sentence(page) == "Ask this when What grade are you in? is Grade 9 or Grade 10."
    assert "Choose at least one answer." not in page


def test_tests_are_joined_and_a_line_is_removed(writer: Writer) -> None:
    new = added(writer)
    when = f"when-{new}"
    writer.change(new, **{f"{when}-0-about": "grade"})
    writer.change(new, **{f"{when}-0-codes": "9", f"{when}-1-about": "school.grade_high"})
    writer.change(new, **{f"{when}-1-test": "ge", f"{when}-1-number": "12"})
    assert sentence(writer.page(new)) == (
        "Ask this when What grade are you in? is Grade 9 and The highest grade of the school is 12 or more."
    )

    writer.change(new, **{f"{when}-joined": "or"})
    assert "Grade 9 or The highest" in sentence(writer.page(new))
    writer.change(new, **{f"{when}-0-about": ""})
    assert sentence(writer.page(new)) == "Ask this when The highest grade of the school is 12 or more."


def test_only_earlier_questions_are_offered(writer: Writer) -> None:
    page = writer.page(added(writer))
    builder = page[page.index('class="rule"') :]

    assert '<option value="grade">' in builder
    assert '<option value="belong">' not in builder


def test_a_rule_of_another_form_is_kept_until_somebody_removes_it(writer: Writer) -> None:
    ready = writer.item("How much is school helping you get ready for life after high school?")
    before = sentence(writer.page(ready))

    writer.change(ready, ask="How much does school get you ready for life?")

    assert before
    assert sentence(writer.page(ready)) == before
