"""read.R: reads responses.csv into R with its labels, using base R only."""

import json
from collections.abc import Iterable, Iterator

from survey_app.results.formats.columns import MISSING_NUMBERS, Described

_MISSING = ", ".join(f'"{code}"' for code in MISSING_NUMBERS)


def r_script(columns: Iterable[Described], title: str) -> Iterator[str]:
    """The lines of the script. Missing answers become NA; `raw` keeps the reason why they are missing."""
    yield f"# {' '.join(title.split())}"
    yield '# Run it in the folder of responses.csv: source("read.R", encoding = "UTF-8")'
    yield "# raw: everything as it stands in the file. responses: with labels, and NA for what is missing."
    yield 'raw <- read.csv("responses.csv", fileEncoding = "UTF-8-BOM", colClasses = "character", na.strings = "",'
    yield "                check.names = FALSE)"
    yield f"missing_codes <- c({_MISSING})"
    yield "responses <- raw"
    yield "responses[] <- lapply(responses, function(cell) replace(cell, cell %in% missing_codes, NA))"
    for column in columns:
        if column.is_number:
            yield f"responses[[{_quoted(column.name)}]] <- as.integer(responses[[{_quoted(column.name)}]])"
        elif column.labels and not column.several:
            codes = ", ".join(_quoted(code) for code in column.labels)
            words = ", ".join(_quoted(words) for words in _distinct(column.labels))
            yield f"responses[[{_quoted(column.name)}]] <- factor(responses[[{_quoted(column.name)}]],"
            yield f"  levels = c({codes}),"
            yield f"  labels = c({words}))"
        if column.entry:
            yield f'attr(responses[[{_quoted(column.name)}]], "label") <- {_quoted(column.label)}'
    yield 'cat(nrow(responses), "rows,", ncol(responses), "columns\\n")'


def _distinct(labels: dict[str, str]) -> Iterator[str]:
    """The labels, each of them different, as R requires."""
    seen: set[str] = set()
    for code, words in labels.items():
        yield f"{words} ({code})" if words in seen else words
        seen.add(words)


def _quoted(words: str) -> str:
    # A JSON string is also an R string if its letters are not escaped.
    return json.dumps(" ".join(words.split()), ensure_ascii=False)
