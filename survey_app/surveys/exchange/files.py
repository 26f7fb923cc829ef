"""One door for all formats: a survey as a file to take away, and a file that somebody brings as a document.

The format of a file is decided by its first bytes, because names of files are often wrong.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from zipfile import ZIP_DEFLATED, ZipFile

from survey_app.errors import WorkbookError
from survey_app.surveys.exchange.yaml_files import write_files
from survey_app.surveys.files.survey import SHARED
from survey_app.surveys.model import Survey
from survey_app.surveys.typed_text import storable
from survey_app.surveys.xlsform.notes import Imported
from survey_app.surveys.xlsform.reading.read import read_workbook
from survey_app.surveys.xlsform.sheets.workbook import DAMAGE, MEGABYTE, refuse_bombs
from survey_app.surveys.xlsform.writing.write import write_workbook
from survey_app.surveys.yaml_file import read_document

Format = Literal["xlsform", "yaml"]
FORMATS: tuple[Format, ...] = ("xlsform", "yaml")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP_TYPE = "application/zip"

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_MOST_YAML = 1
"""Megabytes of YAML in one file. The bundled surveys have 0.01."""
_MOST_FILES = 100
_NAME = re.compile(rb"^name: *[\"']?([a-z0-9][a-z0-9_]*)", re.MULTILINE)
_TAKEN = re.compile(r"[A-Za-z0-9_-]{1,100}\.(yaml|po)")


@dataclass(frozen=True)
class SurveyFile:
    """A file to take away. name: "student-2026.1.xlsx". media_type: for the download."""

    name: str
    media_type: str
    content: bytes


def write_file(survey: Survey, form: Format) -> SurveyFile:
    """A survey as one file. yaml: a zip with the YAML file and its translations. Raises WorkbookError."""
    if form == "xlsform":
        return SurveyFile(f"{survey.version}.xlsx", XLSX_TYPE, write_workbook(survey))
    return SurveyFile(f"{survey.version}.zip", ZIP_TYPE, _zipped(write_files(survey)))


def read_file(content: bytes, audience: str = "") -> Imported:
    """Read what somebody brings: an XLSForm, our YAML, or a zip with our YAML and its translations.

    audience: whom the draft is for, if the file does not say. Raises WorkbookError or SurveyFileError, and nothing
    else.
    """
    return _storable(_read(content, audience))


def read_path(path: Path, audience: str = "") -> Imported:
    """Read a file as `read_file` does. A YAML file may share lists and translations with others in its folder."""
    if path.suffix != ".yaml":
        return read_file(path.read_bytes(), audience)
    document, faults = read_document(path)
    return _storable(Imported(document, tuple(faults)))


def _read(content: bytes, audience: str) -> Imported:
    if content.startswith(_OLE):
        return read_workbook(content, audience)
    if content.startswith(_ZIP):
        refuse_bombs(content)
        files = _files_in(content)
        return (
            _read_files(files)
            if any(name.endswith(".yaml") for name in files)
            else read_workbook(content, audience)
        )
    if b"\0" in content or not _NAME.search(content):
        raise WorkbookError("workbook_not_one")
    return _read_files({_named(content): content})


def _storable(imported: Imported) -> Imported:
    """Without characters that no database keeps; a sign takes the place of each."""
    return replace(imported, document=_clean(imported.document))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {_clean(key): _clean(each) for key, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list | tuple) else value


def _named(content: bytes) -> str:
    """What a survey file must be called: like the survey in it."""
    found = _NAME.search(content)
    return f"{found[1].decode() if found else 'survey'}.yaml"


def _zipped(files: Mapping[str, bytes]) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, each in files.items():
            archive.writestr(name, each)
    return content.getvalue()


def _files_in(content: bytes) -> dict[str, bytes]:
    """The YAML and PO files of a zip by name. Their folders do not count, so none can lead out of ours."""
    try:
        with ZipFile(BytesIO(content)) as archive:
            taken = [each for each in archive.infolist() if _TAKEN.fullmatch(Path(each.filename).name)]
            return {Path(each.filename).name: archive.read(each) for each in taken[:_MOST_FILES]}
    except DAMAGE:
        raise WorkbookError("workbook_damaged") from None


def _read_files(files: Mapping[str, bytes]) -> Imported:
    surveys = [name for name in files if name.endswith(".yaml") and name != f"{SHARED}.yaml"]
    if len(surveys) != 1:
        raise WorkbookError("zip_without_one_survey", names=surveys or "-")
    if any(len(each) > _MOST_YAML * MEGABYTE for each in files.values()):
        raise WorkbookError("workbook_too_large", most=_MOST_YAML)
    with TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "texts").mkdir()
        for name, content in files.items():
            where = folder / "texts" if name.endswith(".po") else folder
            (where / name).write_bytes(content)
        document, faults = read_document(folder / surveys[0])
    return Imported(document, tuple(faults))
