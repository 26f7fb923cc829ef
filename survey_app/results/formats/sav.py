"""responses.sav: the rows as an SPSS file with labels and missing values. Needs the extra [stats]."""

from collections.abc import Iterable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from sys import intern
from typing import Any

from survey_app.errors import FormatError
from survey_app.results.formats.columns import MISSING_NUMBERS, Described, refuse_for_spss
from survey_app.results.formats.spss import LEVELS
from survey_app.results.variables import MISSING

_LONGEST_LABEL = 120  # SPSS allows 255 bytes, and most scripts need three for a letter


def can_write_sav() -> bool:
    """Whether the extra [stats] is installed."""
    return find_spec("pyreadstat") is not None and find_spec("pandas") is not None


def write_sav(path: Path, rows: Iterable[Sequence[str]], columns: Sequence[Described], title: str) -> None:
    """Write the file. rows: header first, as in responses.csv. Codes stay text; numbers and 1/0 are numeric.

    Raises FormatError for what `refuse_for_spss` finds, and for what the library refuses.
    """
    refuse_for_spss(columns)
    # Imported here, because it takes 0.5 s and 40 MB, only this file needs it, and not every server has it.
    pyreadstat = import_module("pyreadstat")
    numbers = [column.name for column in columns if column.is_number]
    codes = sorted(map(int, MISSING_NUMBERS))
    labels = {column.name: _value_labels(column) for column in columns}
    try:
        pyreadstat.write_sav(
            _data_frame(rows, numbers),
            str(path),
            file_label=title[:60],
            column_labels={column.name: column.label[:_LONGEST_LABEL] for column in columns},
            variable_value_labels={name: words for name, words in labels.items() if words},
            variable_measure={column.name: LEVELS[column.cell.level] for column in columns if column.entry},
            missing_ranges={name: [{"lo": codes[0], "hi": codes[-1]}] for name in numbers},
            row_compress=True,
        )
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError) as error:
        raise FormatError("spss_refuses", reason=str(error)) from None


def _data_frame(rows: Iterable[Sequence[str]], numbers: Iterable[str]) -> Any:
    """The rows as a pandas frame. numbers: names of the columns that hold numbers."""
    pd = import_module("pandas")
    lines = iter(rows)
    names = list(next(lines))
    # Many rows repeat a few cells, so we keep each cell once.
    frame = pd.DataFrame([[intern(cell) for cell in line] for line in lines], columns=names, dtype=object)
    for name in numbers:
        frame[name] = pd.to_numeric(frame[name].replace("", None))
    return frame


def _value_labels(column: Described) -> dict[Any, str]:
    """What each code of a column means; empty if a cell may hold several codes."""
    if column.several:
        return {}
    if column.is_number:
        return {int(code): MISSING[code] for code in MISSING_NUMBERS}
    missing = {code: MISSING[code] for code in MISSING_NUMBERS if column.entry}
    return {code: words[:_LONGEST_LABEL] for code, words in {**column.labels, **missing}.items()}
