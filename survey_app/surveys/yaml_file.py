"""Read surveys from YAML files, with the translations next to them. docs/survey-format.md describes the format.

    folder/student.yaml      a survey
    folder/shared.yaml       lists and texts that all surveys of the folder may use
    folder/texts/es.po       translations of all of them into Spanish

`load_survey` needs a file without faults of its own. If a translation is missing or stale, it uses the source language.
`check_survey` reports every fault at once, and warns about what translations lack.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from survey_app.errors import SurveyFileError
from survey_app.surveys.checks.columns import SameQuestions
from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.files.faults import FaultList, in_order
from survey_app.surveys.files.parts import Part, read_parts
from survey_app.surveys.files.survey import SHARED, Named, language_of, note_faults, read_shared, read_survey
from survey_app.surveys.files.translations import (
    Counts,
    SourceTexts,
    check_keys,
    check_stems,
    read_catalogs,
)
from survey_app.surveys.model import Survey

__all__ = [
    "LIBRARY",
    "Fault",
    "check_library",
    "check_survey",
    "count_translations",
    "library_versions",
    "load_library",
    "load_survey",
    "read_document",
]

LIBRARY = Path(__file__).parent.parent / "library"
_VERSION = re.compile(r"^version: *(\S+)", re.MULTILINE)


class _Folder:
    """The surveys of one folder. They share the translations and shared.yaml, so it reads those once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.catalogs = read_catalogs(folder)
        self.shared_file = _File(folder / f"{SHARED}.yaml", self)
        part = self.shared_file.part
        texts, faults = self.shared_file.texts, self.shared_file.faults
        self.shared = read_shared(part, texts, faults) if part else Named()

    def surveys(self) -> list[Path]:
        """The survey files, sorted by name."""
        return sorted(path for path in self.folder.glob("*.yaml") if path.stem != SHARED)

    def check(self, paths: list[Path]) -> list[Fault]:
        """Every fault of these surveys, of shared.yaml, and of the translations of both."""
        stems = [SHARED, *(path.stem for path in {*paths, *self.surveys()})]
        others = [self.read(path) for path in self.surveys() if path not in paths]
        asked_for = [self.read(path) for path in paths]
        same = SameQuestions()
        for file in (*others, *asked_for):
            if file.survey and file.shaped:
                note_faults(same.check(file.survey), file.shaped, file.faults)
        files = [self.shared_file, *asked_for]
        whole = [file for file in files if not file.faults]
        for file in files:
            file.texts.check()
        for catalog in self.catalogs:
            check_stems(catalog, stems)
            for file in whole:
                check_keys(catalog, file.path.stem, file.texts.written)
        return in_order(*(file.faults for file in files), *(catalog.faults for catalog in self.catalogs))

    def read(self, path: Path) -> "_File":
        """Read one survey file."""
        file = _File(path, self)
        if file.part:
            file.survey, file.shaped = read_survey(file.part, path.stem, self.shared, file.texts, file.faults)
        return file

    def load(self, path: Path) -> Survey:
        """Load one survey. Raises SurveyFileError with the faults that prevent it; stale translations do not."""
        file = self.read(path)
        faults = in_order(self.faults(), file.faults)
        if file.survey is None or faults:
            raise SurveyFileError(faults)
        return file.survey

    def faults(self) -> list[Fault]:
        """The faults of shared.yaml and of the translation files themselves."""
        return in_order(self.shared_file.faults, *(catalog.faults for catalog in self.catalogs))


class _File:
    """One YAML file: its parts, its texts and its faults."""

    def __init__(self, path: Path, folder: _Folder) -> None:
        self.path = path
        self.faults = FaultList(path.name)
        self.part = _read(path, self.faults)
        self.texts = SourceTexts(folder.catalogs, self.faults, language_of(self.part))
        self.survey: Survey | None = None
        self.shaped: Part | None = None


def _read(path: Path, faults: FaultList) -> Part | None:
    """Read the parts of a file; None if it cannot be read. A folder does not need shared.yaml."""
    if path.stem == SHARED and not path.exists():
        return None
    try:
        source = path.read_bytes()
    except OSError as error:
        faults.add(1, "no_file", reason=error.strerror)
        return None
    return read_parts(source, faults)


def load_survey(path: Path) -> Survey:
    """Load the survey in a file, in all its languages.

    If a translation is missing, is stale or has other placeholders, its language uses the source text.
    Raises SurveyFileError with every fault of the file, of shared.yaml, and of translation files that cannot be read.
    """
    return _Folder(path.parent).load(path)


def read_document(path: Path) -> tuple[dict[str, Any], list[Fault]]:
    """A survey file as the document of a draft, which may have faults, with the faults of all its files.

    Raises SurveyFileError if the file is no block of YAML, so that there is nothing to take.
    """
    folder = _Folder(path.parent)
    file = folder.read(path)
    faults = in_order(folder.faults(), file.faults)
    document = file.survey.model_dump(mode="json") if file.survey else file.shaped and file.shaped.plain()
    if not isinstance(document, dict):
        raise SurveyFileError(faults or [Fault("empty_file")])
    return document, faults


def load_library(folder: Path = LIBRARY) -> dict[str, Survey]:
    """Load all surveys of a folder by name, in alphabetical order. Raises SurveyFileError as load_survey does.

    The bundled surveys are read only once, because they do not change while the app runs.
    """
    return dict(_bundled_surveys()) if folder == LIBRARY else _load(folder)


@cache
def _bundled_surveys() -> dict[str, Survey]:
    return _load(LIBRARY)


def _load(folder: Path) -> dict[str, Survey]:
    library = _Folder(folder)
    files = [library.read(path) for path in library.surveys()]
    faults = in_order(library.faults(), *(file.faults for file in files))
    if faults:
        raise SurveyFileError(faults)
    return {file.survey.name: file.survey for file in files if file.survey}


def library_versions(folder: Path = LIBRARY) -> set[str]:
    """The versions of all surveys of a folder. Reading nothing else is a thousand times faster."""
    files = (path.read_text(encoding="utf-8") for path in folder.glob("*.yaml") if path.stem != SHARED)
    return {version for text in files for version in _VERSION.findall(text)}


def check_survey(path: Path) -> list[Fault]:
    """Every fault of a survey and of shared.yaml, and warnings about their translations."""
    return _Folder(path.parent).check([path])


def check_library(folder: Path = LIBRARY) -> list[Fault]:
    """Every fault of every survey in a folder, each once."""
    library = _Folder(folder)
    return library.check(library.surveys())


def count_translations(folder: Path = LIBRARY) -> dict[str, dict[str, Counts]]:
    """File ("shared", "student" …) → language → how many texts are translated, draft, stale and missing."""
    library = _Folder(folder)
    files = [library.shared_file, *(library.read(path) for path in library.surveys())]
    return {file.path.stem: file.texts.counts() for file in files}
