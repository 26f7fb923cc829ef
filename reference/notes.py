"""Everything that a note about an imported form can say, from the one list."""

from collections.abc import Iterator

from reference.faults import plain
from reference.markdown import code, table
from survey_app.surveys.xlsform.kinds import NOTE_KINDS

_LEVELS = {"changed": "taken in another form", "lost": "not taken", "decide": "to decide"}


def notes() -> Iterator[str]:
    """The section on notes."""
    yield "`survey import` says these of an XLSForm, each with its sheet, row and column."
    yield ""
    yield from table(
        ("code", "what happened", "what to do", "what becomes of it"),
        (
            (code(name), plain(kind.message), plain(kind.remedy), _LEVELS[kind.level])
            for name, kind in NOTE_KINDS.items()
        ),
    )
