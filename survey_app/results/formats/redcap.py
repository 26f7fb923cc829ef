"""redcap.csv: the survey as a REDCap data dictionary (18 columns), so that REDCap can import the rows."""

import re
from collections.abc import Iterable, Iterator

from survey_app.results.files.csv_files import defuse
from survey_app.results.formats.columns import Described

HEADER = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)


def redcap_rows(columns: Iterable[Described], form: str) -> Iterator[list[str]]:
    """One row for each column of the file, except the 1/0 columns: REDCap makes those itself, as name___code."""
    last = ""
    for column in columns:
        if column.part_of:
            continue
        section = column.entry.section.name if column.entry else ""
        header = section if section != last else ""
        last = section
        kind, choices = _type(column)
        row = dict.fromkeys(HEADER, "")
        row["Variable / Field Name"] = field_name(column.name)
        row["Form Name"] = field_name(form)
        row["Section Header"] = header
        row["Field Type"] = kind
        row["Field Label"] = defuse(column.label)
        row["Choices, Calculations, OR Slider Labels"] = choices
        row["Text Validation Type OR Show Slider Number"] = column.cell.redcap_check
        yield list(row.values())


def field_name(name: str) -> str:
    """A name that REDCap accepts: lowercase letters, digits and underscores, beginning with a letter."""
    plain = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_")
    return plain if plain[:1].isalpha() else f"f_{plain}"


def _type(column: Described) -> tuple[str, str]:
    if not column.labels or column.entry is None:
        return "text", ""
    choices = " | ".join(f"{code}, {words.replace('|', '/')}" for code, words in column.labels.items())
    return column.cell.redcap, choices
