"""Languages that a choice stands for, by the names that the state's file has for them."""

from functools import cache

from survey_app.languages.listed import listed
from survey_app.languages.locales import endonym


def name_of(tag: str) -> str:
    """What a form calls a language; what is none stays as it was typed."""
    return _names().get(tag, tag)


def tag_of(typed: str) -> str:
    """The tag of a language by any of its names; what nobody knows stays as it was typed."""
    return _tags().get(typed.strip().casefold(), typed.strip())


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for name, tag in listed().census_names():
        names.setdefault(tag, name)
    return names


@cache
def _tags() -> dict[str, str]:
    known = list(listed().census_names())
    spelled = [(tag, tag) for _name, tag in known] + [(endonym(tag), tag) for _name, tag in known]
    return {name.casefold(): tag for name, tag in (*spelled, *known)}
