"""The codebook: every column and code, in every language; as a table and as a page."""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from survey_app.results.files.codebook import codebook_header, codebook_rows, rule_in_words
from survey_app.results.files.codebook_page import codebook_page
from survey_app.surveys.rules import parse
from tests.results.files.examples import LANGUAGES, a_spoken_file
from tests.results.populations import a_file

FILE = a_spoken_file()
VOID = {"meta", "br"}


def table():
    header = codebook_header(LANGUAGES)
    return [dict(zip(header, row, strict=True)) for row in codebook_rows(FILE, LANGUAGES)]


def rows_of(column):
    return [row for row in table() if row["column"] == column]


def page():
    return "".join(codebook_page(FILE, LANGUAGES, "Student <survey>, Spring & Fall"))


class Balanced(HTMLParser):
    """Fails on tags that are not closed in order; collects attributes."""

    def __init__(self):
        super().__init__()
        self.open, self.found = [], []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_every_column_of_the_rows_is_in_the_table():
    described = {row["column"] for row in table()}

    assert {"row", "school", "survey", "version", "channel"} <= described
    assert {column.name for column in FILE.columns} <= described


def test_every_code_has_its_meaning_in_every_language():
    tutor = next(row for row in rows_of("needs") if row["code"] == "tutor")

    assert (tutor["meaning_es"], tutor["meaning_pa"], tutor["meaning_ar"]) == (
        "Clases de apoyo",
        "ਪੜ੍ਹਾਈ",
        "دروس",
    )


def test_grades_come_with_their_bands():
    assert [row["code"] for row in rows_of("grade")] == ["9", "10", "grades_9_10"]


def test_a_split_column_says_which_answer_it_is_part_of():
    assert [(row["part_of"], row["code"]) for row in rows_of("needs_tutor")] == [
        ("needs", "1"),
        ("needs", "0"),
    ]


def test_missing_codes_are_explained():
    assert {row["code"] for row in rows_of("(every column)")} == {"", "-77", "-88", "-99", "-66"}


def test_the_table_runs_no_formula():
    first = {cell[0] for row in table() for name, cell in row.items() if cell and name != "code"}

    assert not first & set("=+-@＝")


@pytest.mark.parametrize(
    "rule",
    [
        "belong in (some, little)",
        "belong any of (some)",
        "needs all of (a, b)",
        "answered belong",
        "lang = pa",
        "not (lang = pa)",
        "school.grade_high >= 9 and not (grade any of (6, 7))",
        "a = x and (b = y or c < 3)",
    ],
)
def test_a_rule_is_written_so_that_it_can_be_read_again(rule):
    assert parse(rule_in_words(parse(rule))) == parse(rule)


def test_the_page_is_well_formed_and_needs_nothing_from_elsewhere():
    parser = Balanced()
    parser.feed(page())

    assert parser.open == []
    assert not [
        tag for tag, attributes in parser.found if tag in ("script", "link", "img") or "src" in attributes
    ]
    assert "http" not in page()


def test_words_are_escaped():
    assert "<b>Other</b>" not in page()
    assert "&lt;b&gt;Other&lt;/b&gt; &amp; more" in page()
    assert "<title>Codebook: Student &lt;survey&gt;, Spring &amp; Fall</title>" in page()


def test_every_text_says_its_language_and_direction():
    assert '<p lang="ar" dir="rtl" class="draft">ما الذي يساعد؟</p>' in page()
    assert '<td lang="pa" dir="ltr">ਪੜ੍ਹਾਈ</td>' in page()


def test_a_text_that_fell_back_says_the_language_that_it_is_in():
    assert '<td lang="en" dir="ltr">Yes</td>' in page()
    assert page().count("Do you know where? / Food") == 1


def test_headings_go_down_one_level_at_a_time_and_ids_are_used_once():
    levels = [int(level) for level in re.findall(r"<h(\d)", page())]
    ids = re.findall(r' id="([^"]+)"', page())

    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert len(ids) == len(set(ids))


def test_a_section_that_schools_may_add_says_so():
    entries = "".join(codebook_page(a_file(), ["en"], "Trap"))

    assert "the school added the section travel" in entries


def test_a_question_for_free_text_is_on_the_page_but_no_column_of_any_list():
    assert rows_of("wish") == []
    assert "One wish?" in page()
    assert 'id="wish"' not in page()
    assert "comments.csv" in page()
