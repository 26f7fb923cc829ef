"""The files that an export holds, and those of an instance folder."""

from collections.abc import Iterator, Mapping

from reference.markdown import code, codes, table
from survey_app.actions.exports.export import COMMENT_COLUMNS
from survey_app.actions.private_files import KEPT
from survey_app.results.files.codebook import COLUMNS as CODEBOOK_COLUMNS
from survey_app.results.files.codebook import FIRST_MEANINGS
from survey_app.results.files.readme import FILES_OF_A_ROUND, FILES_OF_A_SURVEY
from survey_app.results.files.tables import COLUMNS as TABLE_COLUMNS
from survey_app.results.formats.redcap import HEADER as REDCAP_COLUMNS
from survey_app.results.variables import MISSING
from survey_app.staff.rounds.participation import COLUMNS as PARTICIPATION_COLUMNS

_HEADER = ("file", "what it holds")
_COLUMNS = ("column", "what it holds")


def files() -> Iterator[str]:
    """The section on files."""
    yield from _zip()
    yield from _other_files()
    yield from _instance_folder()


def _zip() -> Iterator[str]:
    yield "### The zip of an export"
    yield ""
    yield "`export zip` and the button *Download the anonymized answers* make it. [exports.md](exports.md) explains it."
    yield "In names, `LL` is the code of a language. At the top:"
    yield ""
    yield from table(_HEADER, _named(FILES_OF_A_ROUND))
    yield from ("In one folder for each survey, such as `student/`:", "")
    yield from table(_HEADER, _named(FILES_OF_A_SURVEY))
    yield from (
        "**`responses.csv`** and its sheet in `responses.xlsx`; after these, the columns of each question:",
        "",
    )
    yield from table(_COLUMNS, _named(FIRST_MEANINGS))
    yield from ("Codes of a missing answer, in every column of a question:", "")
    yield from table(
        ("code", "what it means"),
        ((code(each) if each else "(empty)", what) for each, what in MISSING.items()),
    )
    yield from ("**`tables.csv`**, also from `export tables`:", "")
    yield from table(_COLUMNS, _named(TABLE_COLUMNS))
    yield from ("**`codebook.csv`**, also a sheet in `responses.xlsx`:", "")
    yield from table(_COLUMNS, _named(CODEBOOK_COLUMNS))
    yield from (f"**`redcap.csv`** has the columns that REDCap wants: {codes(REDCAP_COLUMNS)}.", "")


def _other_files() -> Iterator[str]:
    yield from ("### Other files that leave the server", "")
    yield from ("**`comments.csv`**, from `export comments`:", "")
    yield from table(_COLUMNS, _named(COMMENT_COLUMNS))
    yield from ("**`KEY-participation.csv`**, from the page *Participation* of a round:", "")
    yield from table(_COLUMNS, _named(PARTICIPATION_COLUMNS))
    yield from (
        "**`survey-responses.json`**, which a device saves: [offline-files.md](offline-files.md).",
        "",
    )


def _instance_folder() -> Iterator[str]:
    yield from ("### The instance folder", "")
    yield "The folder that `INSTANCE_PATH` names. Folders have mode 0700 and files 0600. Each start and each command"
    yield "takes the rights of others away. [operating.md](operating.md#backups) explains backups."
    yield ""
    rows = ((codes(name.split(", ")), *about) for name, about in KEPT.items())
    yield from table(("file or folder", "what it is for", "back it up?"), rows)


def _named(meanings: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((code(name), what) for name, what in meanings.items())
