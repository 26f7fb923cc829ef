"""PSPP runs the syntax, R runs the script, and both count what we count. Runs with --interop."""

import csv
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from survey_app.results.files.csv_files import read_csv, write_csv
from survey_app.results.formats.columns import described_columns
from survey_app.results.formats.r_script import r_script
from survey_app.results.formats.sav import write_sav
from survey_app.results.formats.spss import spss_syntax
from tests.results.files.examples import a_spoken_file

pytestmark = pytest.mark.interop

FILE = a_spoken_file()
COLUMNS = list(described_columns(FILE, "en"))
# grade, needs with its choices, one row of a matrix, days
ANSWERS = [
    {
        "grade": "9",
        "needs": "tutor facil",
        "needs_tutor": "1",
        "needs_facil": "1",
        "needs_other": "0",
        "days": "3",
    },
    {
        "grade": "10",
        "needs": "-88",
        "needs_tutor": "-88",
        "needs_facil": "-88",
        "needs_other": "-88",
        "days": "",
    },
    {
        "grade": "10",
        "needs": "facil",
        "needs_tutor": "0",
        "needs_facil": "1",
        "needs_other": "0",
        "days": "-77",
    },
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    names = [column.name for column in COLUMNS]
    rows = [
        {
            **dict.fromkeys(names, ""),
            "row": f"r{at}",
            "school": "atwater-high",
            "survey": "student",
            **answers,
        }
        for at, answers in enumerate(ANSWERS)
    ]
    write_csv(tmp_path / "responses.csv", names, ([row[name] for name in names] for row in rows))
    return tmp_path


def run(folder: Path, program: str, *arguments: str) -> str:
    found = shutil.which(program)
    assert found, f"{program} is missing; `python3 run.py test --interop` installs it"
    done = subprocess.run(
        [found, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_pspp_reads_the_rows_with_their_labels(folder: Path):
    lines = [
        *spss_syntax(COLUMNS, "Title"),
        "SAVE TRANSLATE /OUTFILE='seen.csv' /TYPE=CSV /FIELDNAMES /CELLS=LABELS.",
    ]
    (folder / "responses.sps").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = run(folder, "pspp", "responses.sps")
    with (folder / "seen.csv").open(encoding="utf-8", newline="") as file:
        seen = list(csv.DictReader(file))

    assert "error" not in said.lower()
    assert Counter(row["grade"].strip() for row in seen) == {"Grade 9": 1, "Grade 10": 2}
    assert [row["needs_facil"].strip() for row in seen] == ["1", "-88", "1"]
    assert [row["needs"].strip() for row in seen] == ["tutor facil", "-88", "facil"]


def test_pspp_leaves_missing_answers_out_of_a_mean(folder: Path):
    lines = [*spss_syntax(COLUMNS, "Title"), "DESCRIPTIVES VARIABLES=days needs_facil /STATISTICS=MEAN."]
    (folder / "responses.sps").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = run(folder, "pspp", "responses.sps")

    assert "-88" not in said
    assert "3.00" in said


def test_pspp_opens_the_sav_file(folder: Path):
    write_sav(folder / "responses.sav", read_csv(folder / "responses.csv"), COLUMNS, "Title")
    lines = [
        "GET FILE='responses.sav'.",
        "DESCRIPTIVES VARIABLES=days needs_facil /STATISTICS=MEAN.",
        "FREQUENCIES VARIABLES=grade.",
    ]
    (folder / "open.sps").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = run(folder, "pspp", "open.sps")

    assert "error" not in said.lower()
    assert "3.00" in said
    assert "Grade 10" in said
    assert "-88" not in said


def test_r_reads_the_rows_with_their_labels(folder: Path):
    (folder / "read.R").write_text(
        "".join(f"{line}\n" for line in r_script(COLUMNS, "Title")), encoding="utf-8"
    )
    ask = 'source("read.R", encoding = "UTF-8"); cat(levels(responses$grade), sep="|"); cat("\\n"); '
    ask += "cat(table(responses$grade)); cat(' ', sum(responses$needs_facil, na.rm=TRUE), sum(is.na(responses$days)))"
    lines = run(folder, "Rscript", "-e", ask).splitlines()

    assert lines[0].startswith("3 rows")
    assert lines[1].startswith("Grade 9|Grade 10")
    assert lines[2].split()[:2] == ["1", "2"]
    assert lines[2].split()[-2:] == ["2", "2"]
