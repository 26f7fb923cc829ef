"""Everything that can be wrong with a survey, from the one list."""

import re
from collections.abc import Iterator

from reference.markdown import code, table
from survey_app.surveys.faults.kind import Kind
from survey_app.surveys.faults.kinds import KINDS


def faults() -> Iterator[str]:
    """The section on faults."""
    yield "The checks of a survey report these, each with its place and with names in place of `…`. A warning stops"
    yield "nobody from publishing. Every other fault does."
    yield ""
    yield from table(
        ("code", "what is wrong", "what to do"), (_row(name, kind) for name, kind in KINDS.items())
    )


def _row(name: str, kind: Kind) -> tuple[str, str, str]:
    message = f"{kind.message} (warning)" if kind.is_warning else kind.message
    return code(name), plain(message), plain(kind.remedy)


def plain(words: str) -> str:
    """Words with "…" in place of values."""
    # Not as Markdown: `*`, `_` and `<` stand for themselves.
    return re.sub(r"([*_<>])", r"\\\1", re.sub(r"%\([a-z_]+\)s", "…", words).replace("`…`", "…"))
