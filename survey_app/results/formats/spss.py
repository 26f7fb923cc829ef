"""responses.sps: reads responses.csv into SPSS or PSPP, with labels and missing values."""

from collections.abc import Iterable, Iterator

from survey_app.results.formats.columns import MISSING_NUMBERS, Described, refuse_for_spss
from survey_app.results.variables import MISSING

_LONGEST_LABEL = 120  # SPSS allows 255 bytes, and most scripts need three for a letter
_LONGEST_LINE = 200
_NARROWEST = 4
LEVELS = {"nominal": "nominal", "ordinal": "ordinal", "interval": "scale"}
"""Level of measurement → what SPSS calls it."""


def spss_syntax(columns: Iterable[Described], title: str) -> Iterator[str]:
    """The lines of the syntax. Codes stay text; numbers and 1/0 are numeric. Raises FormatError: `refuse_for_spss`."""
    known = list(columns)
    refuse_for_spss(known)
    yield f"* {_plain(title)}."
    yield "* Run it in the folder of responses.csv, in Unicode mode (SPSS 21 and newer begin so)."
    yield "GET DATA /TYPE=TXT /FILE='responses.csv' /ENCODING='UTF8' /ARRANGEMENT=DELIMITED"
    yield " /DELIMITERS=',' /QUALIFIER='\"' /FIRSTCASE=2"
    yield " /VARIABLES="
    yield from (f"  {column.name} {_format(column)}" for column in known)
    yield " ."
    yield "VARIABLE LABELS"
    yield from _joined(f"{column.name} {_quoted(column.label)}" for column in known)
    for column in known:
        if column.labels and not column.several:
            yield from _value_labels(column)
    # As a range, because SPSS takes only three single values.
    codes = sorted(map(int, MISSING_NUMBERS))
    for line in _lines(column.name for column in known if column.is_number):
        yield f"MISSING VALUES {line} ({codes[0]} THRU {codes[-1]})."
    for level, word in LEVELS.items():
        names = [column.name for column in known if column.entry and column.cell.level == level]
        yield from (f"VARIABLE LEVEL {line} ({word.upper()})." for line in _lines(names))
    yield "EXECUTE."


def _value_labels(column: Described) -> Iterator[str]:
    missing = {code: MISSING[code] for code in MISSING_NUMBERS if column.part_of == ""}
    yield f"VALUE LABELS {column.name}"
    yield from (f"  {_quoted(code)} {_quoted(words)}" for code, words in {**column.labels, **missing}.items())
    yield " ."


def _format(column: Described) -> str:
    return f"F{max(column.width, _NARROWEST)}.0" if column.is_number else f"A{column.width}"


def _joined(parts: Iterable[str]) -> Iterator[str]:
    lines = list(parts)
    yield from (f"  {'' if at == 0 else '/'}{line}" for at, line in enumerate(lines))
    yield " ."


def _lines(names: Iterable[str]) -> Iterator[str]:
    line = ""
    for name in names:
        if line and len(line) + len(name) > _LONGEST_LINE:
            yield line
            line = ""
        line = f"{line} {name}".strip()
    if line:
        yield line


def _quoted(words: str) -> str:
    short = _plain(words)[:_LONGEST_LABEL].replace("'", "''")
    return f"'{short}'"


def _plain(words: str) -> str:
    return " ".join(words.split())
