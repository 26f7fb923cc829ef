"""What a district says in place of the words that we ship for pages, and whether a page shows a machine's words.

Who draws a page says whose words it speaks (`speaking_for`). Translations ask here before they answer (`listen`).
"""

from collections.abc import Iterable, Iterator, Mapping
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
    said: Any = catalog
    plain, plural, special, special_plural = (
        said.ugettext,
        said.ungettext,
        said.upgettext,
        said.unpgettext,
    )
    form_of = getattr(catalog, "plural", lambda number: int(number != 1))

    def ugettext(message: str) -> str:
        return _said(language, None, None, message) or plain(message)

    def upgettext(context: str, message: str) -> str:
        return _said(language, context, None, message) or special(context, message)

    def ungettext(one: str, more: str, number: int) -> str:
        form = form_of(number)
        return _said(language, None, form, more if form else one) or plural(one, more, number)

    def unpgettext(context: str, one: str, more: str, number: int) -> str:
        form = form_of(number)
        found = _said(language, context, form, more if form else one)
        return found or special_plural(context, one, more, number)

    said.ugettext, said.ungettext, said.upgettext, said.unpgettext = (
        ugettext,
        ungettext,
        upgettext,
        unpgettext,
    )


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
