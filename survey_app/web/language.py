"""Which language a reader gets, and what pages say about languages.

A language is a BCP 47 tag as in links ("es", "zh-Hant"). Babel's locale for it is "zh_Hant".
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from flask import Flask, current_app, g, has_request_context, redirect, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.wrappers import Response

from survey_app.extensions import babel
from survey_app.languages.catalogs import TRANSLATIONS, draft_languages, shipped_languages
from survey_app.languages.listed import SOURCE, lines_of
from survey_app.languages.locales import direction, endonym, locale_name, teach_babel
from survey_app.languages.matching import closest_language
from survey_app.web.district_words import note_draft
from survey_app.web.untranslated import note_gap

_LONGEST_HEADER = 1000
_MOST_BUTTONS = 5
_MOST_BESIDE_MORE = 4  # so that a small phone has all of them and the globe of "More languages" in one row


def offered_languages() -> tuple[str, ...]:
    """Return the languages that the interface of the running app has."""
    languages: tuple[str, ...] = current_app.extensions["survey_app.languages"]
    return languages


def is_draft(language: str) -> bool:
    """Whether the interface in this language still waits for a person to review its words."""
    drafts: frozenset[str] = current_app.extensions["survey_app.draft_languages"]
    return language in drafts


def buttons_and_more(
    languages: Iterable[str], current: str, spoken: Sequence[str] = ()
) -> tuple[list[str], list[str]]:
    """Return the languages that the header offers at once, and those under "More languages"; both in the usual order.

    languages: all that are offered, in the usual order. spoken: those of the families here, the most spoken first.
    Five languages come at once. Of more, four do: the language of the page, English, and what most families speak.
    """
    offered = list(languages)
    if len(offered) <= _MOST_BUTTONS:
        return offered, []
    wanted = dict.fromkeys(each for each in (current, SOURCE, *spoken, *offered) if each in offered)
    first = list(wanted)[:_MOST_BESIDE_MORE]
    return [each for each in offered if each in first], [each for each in offered if each not in first]


def best_language(accept_language: str, offered: Sequence[str]) -> str:
    """Return the offered language that an Accept-Language header asks for, else English, else the first offered."""
    wanted = parse_accept_header(accept_language[:_LONGEST_HEADER], LanguageAccept)
    # What the reader refuses has a quality of 0.
    return closest_language([tag for tag, quality in wanted if quality > 0 and tag != "*"], offered)


def reader_language(offered: Sequence[str] | None = None) -> str:
    """Return the language of this request: the one in its path, else the best for its Accept-Language header."""
    offered = offered or offered_languages()
    in_path = next((part for part in reversed(request.path.split("/")) if part in offered), None)
    return in_path or best_language(request.headers.get("Accept-Language", ""), offered)


def redirect_reader(address: str) -> Response:
    """Redirect to the page in the reader's language. Whoever keeps the answer learns that other readers get another."""
    response = redirect(address)
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-cache"
    return response


def install_languages(app: Flask, translations: Path = TRANSLATIONS) -> None:
    """Bind Flask-Babel, and give templates what they say about languages."""
    teach_babel()
    app.extensions["survey_app.languages"] = shipped_languages(translations)
    # Flask-Babel looks beside the package unless the path is absolute.
    babel.init_app(
        app, default_translation_directories=str(translations.resolve()), locale_selector=_select_locale
    )
    drafts = draft_languages(TRANSLATIONS)
    app.extensions["survey_app.draft_languages"] = drafts
    app.jinja_env.globals.update(
        direction=direction,
        endonym=endonym,
        lines_of=lines_of,
        note_gap=note_gap,
        note_draft=note_draft,
        draft_languages=drafts,
        buttons_and_more=buttons_and_more,
    )


def _select_locale() -> str:
    return locale_name(g.get("language") or (reader_language() if has_request_context() else SOURCE))
