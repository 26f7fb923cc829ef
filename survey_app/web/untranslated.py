"""Pages in a language, with an honest note if some of it is not translated: we never mix languages in silence."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations, c2py
from weakref import WeakSet

from babel import support
from flask import current_app, render_template
from flask_babel import force_locale, get_translations
from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.languages.listed import SOURCE
from survey_app.languages.locales import direction, locale_name, plural_rule
from survey_app.web.district_words import listen, noting_drafts

PLACE_OF_NOTE = "<!--untranslated-->"
"""Marks the place of the note in a page. It disappears if there is nothing to note."""
DRAFT, END_OF_DRAFT = "<!--draft-->", "<!--/draft-->"
_gaps: ContextVar[list[str] | None] = ContextVar("_gaps", default=None)
_watched: WeakSet[NullTranslations] = WeakSet()


def draw_page(template: str, language: str, **values: object) -> str:
    """Draw a page in a language. If one of its texts is not translated, the page says so at PLACE_OF_NOTE.

    What stands between DRAFT and END_OF_DRAFT stays only if one of its texts is a machine's that nobody has checked.
    """
    with watching(language) as gaps, noting_drafts() as drafts:
        page = render_template(template, language=language, **values)
        page = page.replace(PLACE_OF_NOTE, _notice(language) if gaps else "", 1)
        before, mark, rest = page.partition(DRAFT)
        note, _, after = rest.partition(END_OF_DRAFT)
        return before + (note if drafts else "") + after if mark else page


@contextmanager
def watching(language: str) -> Iterator[list[str]]:
    """Speak a language. Yields a list that gains each text that appears in another one. English lacks none."""
    locale = locale_name(language)
    gaps: list[str] = []
    with force_locale(locale):
        if locale != SOURCE:
            _watch(get_translations(), language)
        if locale == SOURCE != language:
            gaps.append(gap_text())
        with noting_gaps(gaps):
            yield gaps


@contextmanager
def noting_gaps(gaps: list[str] | None = None) -> Iterator[list[str]]:
    """Yield a list that gains each text that appears in another language than the page."""
    noted: list[str] = [] if gaps is None else gaps
    token = _gaps.set(noted)
    try:
        yield noted
    finally:
        _gaps.reset(token)


def gap_text() -> str:
    """Return what a page says if some of it is not translated."""
    return str(_("Some words on this page are not translated yet. They are in English."))


def note_gap(words: str) -> str:
    """Note that a text on the page is in another language than the page. Return the text."""
    missing = _gaps.get()
    if missing is not None:
        missing.append(words)
    return words


def _notice(language: str) -> Markup:
    words = gap_text()
    # Even this text may lack a translation.
    spoken = (
        SOURCE
        if words == "Some words on this page are not translated yet. They are in English."
        else language
    )
    return Markup('<p class="notice" lang="{}" dir="{}">{}</p>').format(spoken, direction(spoken), words)


class _Missing(support.NullTranslations):
    """What a catalog falls back to: the English text, and a note about it."""

    def gettext(self, message: str) -> str:
        return note_gap(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return note_gap(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return note_gap(message)

    def npgettext(self, context: str, singular: str, plural: str, num: int) -> str:
        return note_gap(singular if num == 1 else plural)

    ugettext = gettext
    ungettext = ngettext
    upgettext = pgettext
    unpgettext = npgettext


def _watch(catalog: NullTranslations, language: str) -> None:
    if catalog not in _watched:
        if language not in current_app.extensions["survey_app.languages"]:
            # A language that came without a catalog knows no plural rule.
            catalog.plural = c2py(plural_rule(language)[1])  # type: ignore[attr-defined]
        catalog.add_fallback(_Missing())
        listen(catalog, language)
        _watched.add(catalog)
