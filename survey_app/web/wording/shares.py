"""Shares, ranges and numbers of people in words that everybody can read, in the request's language.

We tell a share twice: as people say it ("about 3 in 10"), and as the range that holds the truth ("28% to 33%").
"""

import math
from functools import lru_cache

from flask import Flask
from flask_babel import format_percent, get_locale
from flask_babel import gettext as _

from survey_app.results.shown import People, Share

_ALL, _HALF, _TENTH, _HALF_OF_A_TWENTIETH = 100, 45.0, 10.0, 2.5  # percent; from 45 to 55 is "about half"
_TENTHS, _TWENTIETHS = 10, 20


def install_share_words(app: Flask) -> None:
    """Let templates write shares in words."""
    app.jinja_env.globals.update(
        about_text=about_text, range_text=range_text, percent_text=percent_text, people_text=people_text
    )


def about_text(share: Share) -> str:
    """Write the best guess, to a tenth, near the ends to a twentieth: "about 3 in 10", "about half", "almost nobody".

    It never leaves the range beside it. If it would, it gets finer, as "about 17 in 20" or "about 82%".
    """
    return _about_text(share.about, *_ends(share), str(get_locale()))


def range_text(share: Share) -> str:
    """Write the range in whole percents, never narrower than it is: "28% to 33%", "3% or less", "97% or more"."""
    return _range_text(*_ends(share), str(get_locale()))


def percent_text(per_cent: int) -> str:
    """Write a share that we know exactly: "21%"."""
    return str(format_percent(per_cent / 100))


def people_text(n: People) -> str:
    """Write "120", or "11 to 29"."""
    return str(n.low) if n.low == n.high else str(_("%(low)s to %(high)s", low=n.low, high=n.high))


def _ends(share: Share) -> tuple[int, int]:
    """Return the range in whole percents, rounded outward."""
    return max(math.floor(share.low), 0), min(math.ceil(share.high), _ALL)


@lru_cache(maxsize=10_000)
def _about_text(about: float, low: int, high: int, _locale: str) -> str:
    if about < _HALF_OF_A_TWENTIETH and low == 0:
        return str(_("almost nobody"))
    if about >= _ALL - _HALF_OF_A_TWENTIETH and high == _ALL:
        return str(_("almost everybody"))
    if _HALF <= about < _HALF + _TENTH and low <= _ALL / 2 <= high:
        return str(_("about half"))
    # Near the ends, tenths are too coarse: 4% is neither nobody nor 1 in 10.
    is_near_an_end = min(about, _ALL - about) < _TENTH * 3 / 4
    for parts in (_TWENTIETHS,) if is_near_an_end else (_TENTHS, _TWENTIETHS):
        some = math.floor(about * parts / _ALL + 0.5)
        if 0 < some < parts and low <= some * _ALL / parts <= high:
            quarters = 5 if parts == _TWENTIETHS and some % 5 == 0 else 1  # nobody says "5 in 20"
            return str(_("about %(some)s in %(all)s", some=some // quarters, all=parts // quarters))
    return str(_("about %(share)s", share=percent_text(math.floor(about + 0.5))))


@lru_cache(maxsize=10_000)
def _range_text(low: int, high: int, _locale: str) -> str:
    """A page writes hundreds of ranges, and Babel is slow for each."""
    if low == high:
        return percent_text(low)
    if low == 0:
        return str(_("%(share)s or less", share=percent_text(high)))
    if high == 100:  # percent
        return str(_("%(share)s or more", share=percent_text(low)))
    return str(_("%(low)s to %(high)s", low=percent_text(low), high=percent_text(high)))
