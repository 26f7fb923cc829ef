"""Texts go out as PO or as a workbook, and come back without surprises."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import polib
import pytest
from openpyxl import load_workbook

from survey_app.errors import SurveyAppError
from survey_app.surveys.words.files import form_of, packed, read_file, unpacked, write_po, write_xlsx
from survey_app.surveys.words.incoming import fingerprint, incoming
from survey_app.surveys.words.standing import Source, TextLine, lines_of
from survey_app.surveys.yaml_file import load_library

LINES = lines_of([Source.of("family", load_library()["family"])], [], "pa")


def written(form: str, lines: list[TextLine] = LINES) -> bytes:
    def where(stands: Any) -> str:
        return f"={stands.key}"

    return write_po(lines, "pa", where) if form == "po" else write_xlsx(lines, "pa", where, str)


@pytest.mark.parametrize("form", ["po", "xlsx"])
def test_what_goes_out_comes_back_the_same(form: str) -> None:
    content = written(form)

    assert form_of(content) == form
    assert {each.kind for each in incoming(LINES, read_file(content, form))} == {"same"}
    assert len(read_file(content, form)) == len(LINES)


def test_po_says_where_a_text_stands_and_that_nobody_checked_it() -> None:
    entry = polib.pofile(written("po").decode())[0]

    assert (entry.msgctxt, entry.fuzzy, entry.comment) == ("family/title", True, "=title")


@pytest.mark.parametrize(("language", "forms"), [("he", 3), ("tr", 2), ("hmn", 1), ("ar", 6)])
def test_po_says_which_plural_forms_the_language_has(language: str, forms: int) -> None:
    file = polib.pofile(write_po(LINES, language, str).decode())

    assert file.metadata["Plural-Forms"].startswith(f"nplurals={forms}; plural=")


def test_only_words_and_notes_of_a_workbook_can_be_changed_and_no_cell_is_a_formula() -> None:
    sheet = load_workbook(BytesIO(written("xlsx"))).active
    assert sheet is not None
    (heads, first, *_) = sheet.iter_rows()

    assert sheet.protection.sheet
    assert [cell.value for cell in heads if not first[cell.column - 1].protection.locked] == [
        "Translation",
        "Note",
    ]
    assert {cell.data_type for cell in first} <= {"s", "n"}
    assert first[1].value == "=title"


def test_an_export_of_another_program_without_places_is_matched_by_its_english() -> None:
    content = 'msgid "Family survey"\nmsgstr "ਸਰਵੇਖਣ"\n'.encode()
    (found,) = incoming(LINES, read_file(content, "po"))

    assert (found.kind, found.words) == ("changed", "ਸਰਵੇਖਣ")


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ('msgctxt "family/title"\nmsgid "Family survey"\nmsgstr ""', "empty"),
        ('msgctxt "family/title"\nmsgid "Old title"\nmsgstr "x"', "english"),
        ('msgctxt "family/nothing"\nmsgid "No such text"\nmsgstr "x"', "unknown"),
        ('msgctxt "family/title"\nmsgid "Family survey"\nmsgstr "{x}"', "broken"),
    ],
)
def test_what_cannot_be_taken_is_told(entry: str, kind: str) -> None:
    assert [each.kind for each in incoming(LINES, read_file(entry.encode(), "po"))] == [kind]


def test_a_text_without_words_is_new() -> None:
    (found,) = incoming(
        [replace(LINES[0], words="", state="missing")],
        read_file(b'msgctxt "family/title"\nmsgid "Family survey"\nmsgstr "x"', "po"),
    )

    assert found.kind == "new"


def test_the_fingerprint_is_another_one_when_words_changed_meanwhile() -> None:
    file = read_file(b'msgctxt "family/title"\nmsgid "Family survey"\nmsgstr "x"', "po")
    now = fingerprint(incoming(LINES, file))
    later = fingerprint(incoming([replace(LINES[0], words="y"), *LINES[1:]], file))

    assert now != later


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "texts_file_empty"),
        (b"\xff\xfe", "texts_file_not_utf8"),
        (b"Dear Ana, please find attached", "texts_file_line"),
        (b'msgid "a\nmsgstr "b"', "texts_file_line"),
        (b"PK\x03\x04 and so on", "workbook_damaged"),
        (b"x" * 5_000_001, "texts_file_too_large"),
    ],
)
def test_another_file_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(SurveyAppError) as refused:
        read_file(content, form_of(content))

    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_file_waits_packed_in_the_page_and_other_letters_are_refused() -> None:
    content = written("po")

    assert unpacked(packed(content)) == content
    assert len(packed(content)) < len(content) / 2
    for letters in ("no base64!", "QUJD", "é"):
        with pytest.raises(SurveyAppError):
            unpacked(letters)


def test_what_unpacks_to_too_much_is_refused() -> None:
    bomb = unpacked(packed(b"x" * 50_000_000))

    with pytest.raises(SurveyAppError) as refused:
        read_file(bomb, "po")
    assert [problem.code for problem in refused.value.problems] == ["texts_file_too_large"]
