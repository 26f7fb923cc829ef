"""Draw the page of a survey, and read its elements and words."""

from html.parser import HTMLParser

from survey_app.respond import pages
from survey_app.surveys.model import Survey
from tests.respond import door_samples
from tests.respond.page_samples import MERCED, a_link

LANGUAGES = ("en", "es", "hmn", "pa", "ar")
EVERYTHING = door_samples.a_survey()


class Page(HTMLParser):
    """The elements of a page, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.words += data

    def all(self, tag: str, **wanted: str) -> list[dict[str, str | None]]:
        """The attributes of the elements with this tag and these attributes."""
        return [
            found for name, found in self.elements if name == tag and wanted.items() <= dict(found).items()
        ]

    def given(self) -> set[tuple[str | None, str | None]]:
        """Name and value of every choice that is made."""
        return {(field["name"], field["value"]) for field in self.all("input") if "checked" in field}


def survey_page(survey: Survey, language: str = "en", facts=MERCED, **changes) -> Page:
    return Page(pages.render_survey(a_link(survey, facts), language, **changes))
