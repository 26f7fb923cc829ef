"""responses.sav: the rows as SPSS keeps them, with labels and missing values, if the extra [stats] is installed."""

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

_LONGEST_LABEL = 120  # SPSS allows 255 bytes; most scripts need three for a letter


def can_write_sav() -> bool:
    """Whether the extra is there."""
    return find_spec("pyreadstat") is not None and find_spec("pandas") is not None


def write_sav(path: Path, rows: Iterable[Sequence[str]], columns: Sequence[Described], title: str) -> None:
    """Write the file. rows: header first, as in responses.csv. Codes stay text; numbers and 1/0 are numeric.

    Raises FormatError: what `refuse_for_spss` finds, and what the library finds besides.
    """
    refuse_for_spss(columns)
    # Half a second and 40 MB that only this file needs, and that not every server has.
    pd, pyreadstat = import_module("pandas"), import_module("pyreadstat")
    lines = iter(rows)
    names = next(lines)
    # Few different cells make up many rows: each is held once.
    frame = pd.DataFrame(
        [[intern(cell) for cell in line] for line in lines], columns=list(names), dtype=object
    )
    numbers = [column.name for column in columns if column.is_number]
    for name in numbers:
        frame[name] = pd.to_numeric(frame[name].replace("", None))
    codes = sorted(map(int, MISSING_NUMBERS))
    labels = {column.name: found for column in columns if (found := _value_labels(column))}
    try:
        pyreadstat.write_sav(
            frame,
            str(path),
            file_label=title[:60],
            column_labels={column.name: column.label[:_LONGEST_LABEL] for column in columns},
            variable_value_labels=labels,
            variable_measure={column.name: LEVELS[column.cell.level] for column in columns if column.entry},
            missing_ranges={name: [{"lo": codes[0], "hi": codes[-1]}] for name in numbers},
            row_compress=True,
        )
    except (pyreadstat.PyreadstatError, pyreadstat.ReadstatError) as error:
        raise FormatError("spss_refuses", reason=str(error)) from None


def _value_labels(column: Described) -> dict[Any, str]:
    """What each code means; none for a column with several codes, for its cells are not single codes."""
    if column.several:
        return {}
    if column.is_number:
        return {int(code): MISSING[code] for code in MISSING_NUMBERS}
    missing = {code: MISSING[code] for code in MISSING_NUMBERS if column.entry}
    return {code: words[:_LONGEST_LABEL] for code, words in {**column.labels, **missing}.items()}
