"""What a district says in place of the words that we ship for pages, and whether a page shows a machine's words.

Who draws a page says whose words it speaks (`speaking_for`). Translations ask here before they answer (`listen`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import NullTranslations
from typing import Any

from survey_app.languages.catalogs import key_of_message, public_messages
from survey_app.surveys.words.wordings import CHECKED, Wording, indexed, sha_of

DRAFT_NOTE = "A machine made this translation."
"""What a page says of itself; it does not count among the texts of the page."""
_NOT_COUNTED = frozenset({DRAFT_NOTE, "A machine made this translation. No person has checked it yet."})
_words: ContextVar[Mapping[tuple[str, str, str], Wording]] = ContextVar("_words")
_drafts: ContextVar[list[str] | None] = ContextVar("_drafts", default=None)


@contextmanager
def speaking_for(wordings: tuple[Wording, ...]) -> Iterator[None]:
    """Say what a district says. wordings: its newest ones of the place "interface"."""
    token = _words.set(_index(wordings))
    try:
        yield
    finally:
        _words.reset(token)


@contextmanager
def noting_drafts() -> Iterator[list[str]]:
    """Yield a list that gains each text on the page that no person has checked."""
    drafts: list[str] = []
    token = _drafts.set(drafts)
    try:
        yield drafts
    finally:
        _drafts.reset(token)


def note_draft(words: str) -> None:
    """Note that the page shows words that no person has checked."""
    drafts = _drafts.get()
    if drafts is not None:
        drafts.append(words)


def listen(catalog: NullTranslations, language: str) -> None:
    """Let translations ask here first. catalog: of one language; for all pages of the app, so do this once for each."""
    asks = _Asks(catalog, language)
    for name in ("ugettext", "ungettext", "upgettext", "unpgettext"):
        setattr(catalog, name, getattr(asks, name))


class _Asks:
    """What a catalog says: the words of the district, else its own."""

    def __init__(self, catalog: Any, language: str) -> None:
        self._language = language
        self._plain, self._plural = catalog.ugettext, catalog.ungettext
        self._special, self._special_plural = catalog.upgettext, catalog.unpgettext
        self._form_of: Callable[[int], int] = getattr(catalog, "plural", lambda number: int(number != 1))

    def ugettext(self, message: str) -> str:
        return _said(self._language, None, None, message) or str(self._plain(message))

    def upgettext(self, context: str, message: str) -> str:
        return _said(self._language, context, None, message) or str(self._special(context, message))

    def ungettext(self, one: str, more: str, number: int) -> str:
        form = self._form_of(number)
        found = _said(self._language, None, form, more if form else one)
        return found or str(self._plural(one, more, number))

    def unpgettext(self, context: str, one: str, more: str, number: int) -> str:
        form = self._form_of(number)
        found = _said(self._language, context, form, more if form else one)
        return found or str(self._special_plural(context, one, more, number))


def _said(language: str, context: str | None, form: int | None, message: str) -> str:
    """Return what the district says; "" if it says nothing. Notes words that nobody checked."""
    key = key_of_message(context, form)
    row = _words.get({}).get((key, sha_of(message), language))
    if _drafts.get() is not None and message not in _NOT_COUNTED:
        is_draft = row.state not in CHECKED if row else (key, message) in _unchecked(language)
        if is_draft:
            note_draft(message)
    return row.words if row else ""


@lru_cache(maxsize=64)
def _unchecked(language: str) -> frozenset[tuple[str, str]]:
    return frozenset((each.key, each.source) for each in public_messages(language) if each.draft)


@lru_cache(maxsize=64)
def _index(wordings: Iterable[Wording]) -> Mapping[tuple[str, str, str], Wording]:
    return indexed(wordings)
