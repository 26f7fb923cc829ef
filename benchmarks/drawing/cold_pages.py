"""What a survey's page costs when it is asked for the first time, and how long all pages of 900 schools take.

The limit is a share of what the best compression of the same page takes, measured in the same run: LIMIT. Before, the
page was drawn whole and compressed as well as possible at once, which took 1.2 times that.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import brotli
from flask import Flask

from benchmarks.shared.many_schools import grow
from benchmarks.staff_pages import district
from survey_app.actions.surveys.catalog import Catalog, read_catalog
from survey_app.config import today_in_california
from survey_app.extensions import db
from survey_app.respond import pages
from survey_app.web.files.page_cache import FinishedPage

LIMIT = 0.25
SCHOOLS, LOOKED_AT = 900, 60
BEST_OF = 5
"""How many pages are also compressed as well as possible."""


@dataclass(frozen=True)
class Cost:
    """Seconds of the processor, the median of many pages. drawn, compressed: of a cold page. best: to compress well."""

    drawn: float
    compressed: float
    best: float

    @property
    def cold(self) -> float:
        """Seconds that a cold page takes."""
        return self.drawn + self.compressed

    @property
    def ratio(self) -> float:
        """What a cold page takes, as a share of the best compression."""
        return self.cold / self.best


def cold_pages(app: Flask, catalog: Catalog, schools: int) -> Cost:
    """Draw every page of the surveys of so many schools, as a process that has drawn those of one school before."""
    drawn, compressed, best = [], [], []
    with app.test_request_context():
        for number, (draw, is_first) in enumerate(_pages(catalog, schools)):
            start = time.thread_time()
            text = draw()
            between = time.thread_time()
            page = FinishedPage.from_text(text)
            end = time.thread_time()
            if not is_first:
                drawn.append(between - start)
                compressed.append(end - between)
            if number < BEST_OF:
                content = page.content
                start = time.thread_time()
                brotli.compress(content, quality=11)
                best.append(time.thread_time() - start)
    return Cost(*(statistics.median(each) for each in (drawn, compressed, best)))


def _pages(catalog: Catalog, schools: int) -> Iterator[tuple[Callable[[], str], bool]]:
    """What draws each page, and whether it is of the first school, for which much is drawn that others take."""
    for number, school in enumerate(list(catalog.schools.values())[: schools + 1]):
        for link in school.links.values():
            for language in link.survey.languages:
                yield partial(pages.render_survey, link, language), number == 0


def main() -> int:
    """Print what pages cost; 1 when the limit is missed."""
    with tempfile.TemporaryDirectory() as folder:
        app = district(Path(folder), 300)
        with app.app_context():
            with db.engine.begin() as connection:
                grow(connection, SCHOOLS)
            start = time.thread_time()
            catalog = read_catalog(db.session(), today_in_california())
            read = time.thread_time() - start
            db.session.remove()
        cost = cold_pages(app, catalog, LOOKED_AT)
    number = sum(
        len(link.survey.languages) for school in catalog.schools.values() for link in school.links.values()
    )
    verdict = "ok" if cost.ratio <= LIMIT else "MISSED"
    print(f"catalog of {len(catalog.schools)} schools: read in {read:.2f} s of the processor")
    print(
        f"cold page: {cost.cold * 1e3:.1f} ms (drawn {cost.drawn * 1e3:.1f}, compressed {cost.compressed * 1e3:.1f});"
        f" compressed well later: {cost.best * 1e3:.0f} ms; ratio {cost.ratio:.2f}, limit {LIMIT}: {verdict}"
    )
    print(f"all {number:,} pages: {number * cost.cold:.0f} s of one core")
    return 0 if cost.ratio <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
