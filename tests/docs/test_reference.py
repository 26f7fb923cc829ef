"""docs/reference.md: as new as the code, without gaps, and true of a real export and a real installation."""

import re
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from reference.document import DOCUMENT, REMEDY, reference
from survey_app.actions.private_files import KEPT
from survey_app.languages.catalogs import shipped_languages
from survey_app.results.files.codebook import FIRST_MEANINGS, codebook_header
from survey_app.results.files.readme import FILES_OF_A_ROUND, FILES_OF_A_SURVEY
from survey_app.results.files.tables import HEADER
from survey_app.staff.guard import ANYONE, PERMISSIONS
from tests.installation import Installation


def test_the_reference_is_as_new_as_the_code() -> None:
    is_new = DOCUMENT.read_text(encoding="utf-8") == reference()

    assert is_new, f"docs/reference.md is older than the code; run: {REMEDY}"


def test_a_change_of_the_code_makes_the_reference_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PERMISSIONS, "staff.log", ANYONE)

    assert DOCUMENT.read_text(encoding="utf-8") != reference()


def rows_with_a_gap(text: str) -> list[str]:
    """The rows of tables in which the code has no words for something."""
    return [line for line in text.splitlines() if re.search(r"\|\s*\|", line)]


def test_the_code_has_words_for_everything() -> None:
    assert rows_with_a_gap(DOCUMENT.read_text(encoding="utf-8")) == []


def test_a_gap_is_found() -> None:
    assert rows_with_a_gap("| `name` | mandatory |  |\n| `ask` | mandatory | the question |") == [
        "| `name` | mandatory |  |"
    ]


# --- What an export and an installation really hold -------------------------------------------------------


@pytest.fixture(scope="module")
def installation(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with the sample in it."""
    return Installation(shutil.copytree(prepared, tmp_path_factory.mktemp("installation") / "instance"))


@pytest.fixture(scope="module")
def export(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Name of each file in the zip of the sample round → its first line, cut at commas."""
    path = tmp_path_factory.mktemp("export") / "sample.zip"
    installation.flask(
        "export",
        "zip",
        "--round",
        "sample",
        "--survey",
        "staff",
        "--purpose",
        "reference",
        "--out",
        str(path),
    )
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name).partition(b"\n")[0].decode("utf-8-sig", "replace").strip().split(",")
            for name in archive.namelist()
        }


def without_words(found: Iterable[str], known: Iterable[str]) -> set[str]:
    """What is there and has no words in the reference."""
    return set(found) - set(known)


def test_every_file_of_an_export_is_in_the_reference_and_the_other_way_round(
    export: dict[str, list[str]],
) -> None:
    known = {*FILES_OF_A_ROUND, *(f"staff/{name.replace('LL', 'en')}" for name in FILES_OF_A_SURVEY)}

    assert without_words(export, known) == set()
    # The library that writes .sav is an extra, which not everyone has.
    assert without_words(known, export) <= {"staff/responses.sav"}


def test_the_columns_of_an_export_are_those_of_the_reference(export: dict[str, list[str]]) -> None:
    header = export["staff/codebook.csv"]
    languages = [name.removeprefix("question_") for name in header if name.startswith("question_")]

    assert set(languages) == set(shipped_languages())
    assert export["tables.csv"] == list(HEADER)
    assert export["staff/responses.csv"][:5] == list(FIRST_MEANINGS)
    assert header == codebook_header(languages)


def kept_names() -> set[str]:
    return {name.rstrip("/") for names in KEPT for name in names.split(", ")}


def test_every_file_of_an_instance_folder_is_in_the_reference(installation: Installation) -> None:
    found = {path.name for path in installation.folder.iterdir()}

    assert {"survey.sqlite", "keys", "release.key"} <= found
    assert without_words(found, kept_names()) == set()


def test_a_file_without_words_is_found() -> None:
    assert without_words({"survey.sqlite", "notes.txt"}, kept_names()) == {"notes.txt"}
