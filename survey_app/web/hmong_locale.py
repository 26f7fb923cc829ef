"""Teach Babel Hmong.

Babel carries the locales of CLDR, and CLDR has no Hmong (`hmn`). Its `hnj` is Green Hmong in another script, whose
digits readers of Hmong in Latin letters cannot read. So Hmong is added here as what its readers expect: English
numbers and dates, its own name, and no plural forms.
"""

import copy

from babel import localedata
from babel.messages import plurals

HMONG = "hmn"


def teach_babel_hmong() -> None:
    """Make `Locale.parse("hmn")` and Hmong catalogues work; may be called more than once.

    Must run before Babel is asked for the locale. `_cache` is private to Babel: a test fails when it moves.
    """
    hmong = copy.deepcopy(dict(localedata.load("en")))
    hmong["languages"] = {**hmong["languages"], HMONG: "Hmoob"}
    localedata._cache[HMONG] = hmong
    plurals.PLURALS[HMONG] = (1, "0")
