"""The words and shapes of the public pages: pure functions from what is known to HTML."""

from collections.abc import Mapping, Sequence
from typing import Any

from survey_app.actions.catalogue import Catalogue, CatalogueSchool, OpenLink
from survey_app.surveys.questions import Problem


def render_home(catalogue: Catalogue, language: str) -> str:
    """The home page."""
    return f'<!doctype html><html lang="{language}"><title>survey_app</title>{len(catalogue.schools)}'


def render_school(catalogue: Catalogue, school: CatalogueSchool, language: str) -> str:
    """The page of a school."""
    return f'<!doctype html><html lang="{language}"><title>{school.name}</title>{len(catalogue.schools)}'


def render_survey(
    link: OpenLink, language: str, *, raw: Mapping[str, Any] | None = None, problems: Sequence[Problem] = ()
) -> str:
    """The survey page; with `raw` answers typed in and what is wrong with them."""
    return f'<!doctype html><html lang="{language}"><title>{link.version}</title>{len(raw or {})} {len(problems)}'


def render_thanks(link: OpenLink, language: str, receipt: str | None) -> str:
    """Thanks, with the receipt."""
    return f'<!doctype html><html lang="{language}"><title>{link.version}</title>{receipt or ""}'


def render_closed(link: OpenLink, language: str) -> str:
    """Word that the round is closed."""
    return f'<!doctype html><html lang="{language}"><title>{link.version}</title>{link.closes_on}'


def render_unknown(catalogue: Catalogue, language: str) -> str:
    """Word that there is nothing at this address, and where the schools are."""
    return f'<!doctype html><html lang="{language}"><title>404</title>{len(catalogue.schools)}'


def render_error(language: str, status: int) -> str:
    """Word that something went wrong."""
    return f'<!doctype html><html lang="{language}"><title>{status}</title>'
