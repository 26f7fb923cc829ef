"""Choose the offered language that fits a reader best, by the tags that their browser sends."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from langcodes import Language, tag_distance
from langcodes.tag_parser import LanguageTagError

from survey_app.languages.listed import SOURCE, listed

# With a larger distance, CLDR would offer Spanish to readers of Catalan and Russian to readers of Belarusian.
_FARTHEST = 10


def closest_language(wanted: Iterable[str], offered: Sequence[str]) -> str:
    """The offered language closest to the wanted ones, the first wanted first; else English, or the first offered."""
    seen: list[Language] = []
    for named in filter(None, map(_parse, wanted)):
        is_bare = named.script is None and named.territory is None
        # Browsers add the bare "pa" after "pa-PK". It still means the script of the tag before it.
        tag = next((before for before in seen if is_bare and before.language == named.language), named)
        seen.append(tag)
        match = _closest(tag.to_tag(), tuple(offered))
        if match:
            return match
    return SOURCE if SOURCE in offered else offered[0]


@lru_cache(maxsize=512)
def _parse(tag: str) -> Language | None:
    try:
        return Language.get(tag)
    except LanguageTagError:
        return None


@lru_cache(maxsize=512)
def _closest(wanted: str, offered: tuple[str, ...]) -> str | None:
    distances = {language: tag_distance(wanted, language) for language in offered}
    nearest = min(distances, key=distances.__getitem__)
    if distances[nearest] <= _FARTHEST:
        return nearest
    tag = Language.get(wanted)
    alias = _also_read().get(Language.make(tag.language, script=tag.script).to_tag())
    return alias if alias in offered else None


@cache
def _also_read() -> dict[str, str]:
    """Tag → a language of the list that its readers can read, too."""
    return {tag: language.tag for language in listed().languages for tag in language.also}
