"""Schools and links for tests of what the pages say; no database."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask

from survey_app.actions.surveys.catalog import Catalog, CatalogSchool, OpenLink
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.yaml_file import load_library
from survey_app.web.files.static_files import install_static_files
from survey_app.web.language import install_languages

LIBRARY = load_library()
MERCED = SchoolFacts("Merced High", "Merced Union High", 9, 12, 1975)
HOOVER = SchoolFacts("Hoover Middle", "Merced City", 6, 12, 700)


def a_link(survey: Survey, facts: SchoolFacts = MERCED, **changes: Any) -> OpenLink:
    """An open link of Merced High."""
    link = OpenLink(
        round_key="spring-2027",
        round_name="Spring 2027",
        state="open",
        closes_on=date(2027, 5, 1),
        school_slug="merced-high",
        audience=survey.audience,
        version=survey.version,
        survey=survey,
        facts=facts,
        sample=False,
    )
    return replace(link, **changes)


def a_school(name: str, city: str = "Merced", district: str = "Merced Union High") -> CatalogSchool:
    """A school without links."""
    slug = name.lower().replace(" ", "-")
    facts = SchoolFacts(name, district, 9, 12)
    return CatalogSchool(slug, name, city, district, facts, {})


def a_catalog(*schools: CatalogSchool) -> Catalog:
    """A catalog of these schools."""
    return Catalog({}, {school.slug: school for school in schools}, {})


def a_pages_app(builds: Path) -> Flask:
    """An app that can draw pages and nothing else. builds: the static files, as the fixture static_builds has them."""
    app = Flask("survey_app", static_folder=None)
    install_languages(app)
    app.extensions["survey_app.languages"] = ("en", "es", "hmn", "pa", "ar")
    install_static_files(app, builds.parent)
    return app
