"""CSV files: bytes as promised, and nothing that a spreadsheet would run."""

import ast
from pathlib import Path

import pytest

from survey_app.results.files.csv_files import defuse, read_csv, write_csv

APP = Path(__file__).parents[3] / "survey_app"
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
    *(
        f"{unseen}=1"
        for unseen in "\u00ad\u200b\u200c\u200d\u2028\u2029\u2060\u3000\u00a0\u202e\u2069\ufe0f\u034f\u115f\u3164\u2800"
        "\x00\x7f\x85\v\f\x1f"
    ),
    "\u00ad\v\u3000\u2060 =1",
    "\u3000\tplain",
    "﹦1+1",
    "﹢1",
    "﹣1",
    "﹫SUM(A1)",
]


@pytest.mark.parametrize("words", DANGEROUS)
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(words):
    assert defuse(words) == f"'{words}"


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Más baños",
        "ਪੰਜਾਬੀ",
        "العربية",
        "9 - 10",
        "a=b",
        "¡Sí!",
        "1",
        "'quoted'",
        " ",
        "\u200b",
        "\t",
        "a\u00ad=b",
        "\u200fالعربية",
        "🏫 =",
        "–",
        "−5",
    ],
)
def test_other_words_stay_as_they_are(words):
    assert defuse(words) == words


def rules_of_their_own(source: str) -> list[int]:
    """The lines of a module that write CSV, or put an apostrophe before words, by themselves."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ("csv.writer", "csv.DictWriter"):
            found.append(node.lineno)
        if (
            isinstance(node, ast.JoinedStr)
            and isinstance(node.values[0], ast.Constant)
            and node.values[0].value == "'"
        ):
            inner = node.values[-1]
            if not (isinstance(inner, ast.Constant) and inner.value == "'"):
                found.append(node.lineno)
    return sorted(found)


def test_no_module_has_another_rule_for_files_that_are_handed_out():
    own = {path.name: found for path in APP.rglob("*.py") if (found := rules_of_their_own(path.read_text()))}

    assert set(own) == {"csv_files.py"}


def test_another_rule_is_found():
    assert rules_of_their_own('csv.writer(file)\nwords = f"\'{words}"\nquoted = f"\'{words}\'"\n') == [1, 2]


def test_a_file_has_a_mark_commas_and_windows_line_ends(tmp_path):
    write_csv(tmp_path / "a.csv", ["a", "b"], [["ñ", 'say "hi", twice'], ["two\nlines", ""]])

    expected = '\ufeffa,b\r\nñ,"say ""hi"", twice"\r\n"two\nlines",\r\n'
    assert (tmp_path / "a.csv").read_bytes() == expected.encode()


def test_what_was_written_is_read_back(tmp_path):
    rows = [["ਪੰਜਾਬੀ", "007"], ["عربي", ' " , ']]

    written = write_csv(tmp_path / "a.csv", ["x", "y"], rows)

    assert written == 2
    assert list(read_csv(tmp_path / "a.csv")) == [["x", "y"], *rows]
