"""CSV files: bytes as promised, and nothing that a spreadsheet would run."""

import pytest

from survey_app.results.files.spreadsheet import defuse, read_csv, write_csv

DANGEROUS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org","x")',
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    " =1+1",
    "\u200f=1+1",
    "\ufeff=1+1",
    "-",
    "@maria",
]


@pytest.mark.parametrize("words", DANGEROUS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(words):
    assert defuse(words) == f"'{words}"


@pytest.mark.parametrize(
    "words", ["", "Más baños", "ਪੰਜਾਬੀ", "العربية", "9 - 10", "a=b", "¡Sí!", "1", "'quoted'", " "]
)
def test_other_words_stay_as_they_are(words):
    assert defuse(words) == words


def test_a_file_has_a_mark_commas_and_windows_line_ends(tmp_path):
    write_csv(tmp_path / "a.csv", ["a", "b"], [["ñ", 'say "hi", twice'], ["two\nlines", ""]])

    expected = '\ufeffa,b\r\nñ,"say ""hi"", twice"\r\n"two\nlines",\r\n'
    assert (tmp_path / "a.csv").read_bytes() == expected.encode()


def test_what_was_written_is_read_back(tmp_path):
    rows = [["ਪੰਜਾਬੀ", "007"], ["عربي", ' " , ']]

    written = write_csv(tmp_path / "a.csv", ["x", "y"], rows)

    assert written == 2
    assert list(read_csv(tmp_path / "a.csv")) == [["x", "y"], *rows]
