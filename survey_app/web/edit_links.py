"""Marks around the words of a page, for translators who look at a survey as people see it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple

from survey_app.surveys.text import Text


class Mark(NamedTuple):
    """A mark around a text. address: where its words can be mended; "" for a text that is only pointed at.

    state: how far it is checked, as in `surveys.words.wordings`.
    """

    address: str
    state: str


_marks: ContextVar[Mapping[int, Mark] | None] = ContextVar("_marks", default=None)


@contextmanager
def marking(marks: Mapping[int, Mark]) -> Iterator[None]:
    """Mark texts while a page is drawn. marks: `id` of a text → its mark."""
    token = _marks.set(marks)
    try:
        yield
    finally:
        _marks.reset(token)


def mark_of(text: Text) -> Mark | None:
    """Return the mark around a text; None on every page that people answer on."""
    marks = _marks.get()
    return marks.get(id(text)) if marks else None


def is_marking() -> bool:
    """Whether the page is drawn with marks."""
    return _marks.get() is not None
