"""What the public door knows without asking the database: the catalog, and the pages made from it."""

import logging
import threading
import weakref
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from survey_app.actions.surveys.catalog import Catalog, CatalogSchool, OpenLink
from survey_app.errors import NotFound
from survey_app.web.files.page_cache import HTML, FinishedPage, Headers
from survey_app.web.files.recompressing import Recompressor
from survey_app.web.metrics.counting import note_drawn

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 2.0
_MOST_PAGES = 15_000
"""The pages of 900 schools; each takes 6 kB."""
_recompressor = Recompressor()
HeadersOf = Callable[[str], Headers]


@dataclass(frozen=True)
class Snapshot:
    """A catalog and the finished pages made from it, by address. A new one takes over the pages that stay true."""

    catalog: Catalog
    stamp: Hashable
    pages: dict[str, FinishedPage] = field(default_factory=dict)
    _drawing: threading.Lock = field(default_factory=threading.Lock)

    def school(self, slug: str) -> CatalogSchool:
        """Return a school. Raises NotFound."""
        school = self.catalog.schools.get(slug)
        if school is None:
            raise NotFound("nothing_here")
        return school

    def link(self, school: str, audience: str) -> OpenLink:
        """Return the link of an audience at a school, whatever its state. Raises NotFound."""
        link = self.school(school).links.get(audience)
        if link is None:
            raise NotFound("nothing_here")
        return link

    def page(
        self,
        address: str,
        draw: Callable[[], str],
        status: int = 200,
        kind: str = HTML,
        headers: HeadersOf = lambda _: [],
    ) -> FinishedPage:
        """Return the finished page at an address. We draw it once and then serve it from memory; the oldest makes room.

        address: the path where everyone gets this page, whatever language their browser asks for. headers: those that
        the page needs besides the usual ones.
        """
        page = self.pages.get(address)
        return page or self._finish(address, draw, status, kind, headers)

    def _finish(
        self, address: str, draw: Callable[[], str], status: int, kind: str, headers: HeadersOf
    ) -> FinishedPage:
        # One at a time. Otherwise a class that opens a new survey together would make us draw it thirty times.
        with self._drawing:
            page = self.pages.get(address)
            if page is None:
                text = draw()
                page = FinishedPage.from_text(text, status, kind, headers(text))
                note_drawn()
                if len(self.pages) >= _MOST_PAGES:
                    del self.pages[next(iter(self.pages))]
                self.pages[address] = page
                self._make_small_later(address, page)
            return page

    def take_over(self, pages: Mapping[str, FinishedPage]) -> None:
        """Begin with these pages of an older snapshot."""
        self.pages.update(pages)
        for address, page in pages.items():
            if not page.is_smallest:
                self._make_small_later(address, page)

    def _make_small_later(self, address: str, page: FinishedPage) -> None:
        _recompressor.add(partial(_make_small, weakref.ref(self), address, page))

    def replace_page(self, address: str, page: FinishedPage, better: FinishedPage) -> None:
        """Put a page in the place of another one, if that is still there."""
        with self._drawing:
            if self.pages.get(address) is page:
                self.pages[address] = better


def pages_still_true(before: Snapshot, catalog: Catalog) -> dict[str, FinishedPage]:
    """Return the pages of schools where nothing has changed. All others depend on several schools, and are few."""
    if (len(before.catalog.schools) > 1) != (len(catalog.schools) > 1):
        return {}
    same = {slug for slug, school in catalog.schools.items() if before.catalog.schools.get(slug) == school}
    return {address: page for address, page in list(before.pages.items()) if _school_of(address) in same}


def _school_of(address: str) -> str:
    """The school in an address: "/s/merced-high/student/en" → "merced-high"; "" if there is none."""
    parts = address.split("/")
    return parts[2] if len(parts) > 3 and parts[1] == "s" else ""


def _make_small(of: "weakref.ref[Snapshot]", address: str, page: FinishedPage) -> None:
    """Compress a page well, unless a newer snapshot has taken the place of its own."""
    if of() is not None:
        smallest = page.smallest()
        if (snapshot := of()) is not None:
            snapshot.replace_page(address, page, smallest)


class CatalogSource:
    """Keeps a snapshot. When a request comes, at most every two seconds, it checks that the snapshot is still true.

    stamp: one cheap query; its value changes when the catalog does. read: the catalog, with as many queries as it
    takes. clock: seconds that only increase.
    """

    def __init__(
        self,
        stamp: Callable[[], Hashable],
        read: Callable[[], Catalog],
        clock: Callable[[], float],
    ) -> None:
        self._stamp = stamp
        self._read = read
        self._clock = clock
        self._looking = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._next_look = 0.0

    def current(self) -> Snapshot:
        """Return the snapshot, at most two seconds old. Raises SQLAlchemyError only if there was never one."""
        snapshot = self._snapshot
        if snapshot is None:
            with self._looking:
                return self._snapshot or self._take()
        # One thread looks; the others go on with what they have.
        if self._clock() >= self._next_look and self._looking.acquire(blocking=False):
            try:
                return self._look(snapshot)
            finally:
                self._looking.release()
        return snapshot

    def finished_page(self, address: str) -> FinishedPage | None:
        """Return the page at an address, if it was drawn and is still true. Never raises SQLAlchemyError."""
        return self.current().pages.get(address) if self._snapshot else None

    def pages_held(self) -> int:
        """How many pages are in memory."""
        return len(self._snapshot.pages) if self._snapshot else 0

    def _look(self, snapshot: Snapshot) -> Snapshot:
        self._next_look = self._clock() + SECONDS_BETWEEN_LOOKS
        try:
            return snapshot if self._stamp() == snapshot.stamp else self._take()
        except SQLAlchemyError as error:
            # People can still read the survey while the database is away. We log only the type of the error.
            log.warning("the catalog could not be read: %s", type(error).__name__)
            return snapshot

    def _take(self) -> Snapshot:
        # Read the stamp first: then the next look sees a change between the two.
        stamp = self._stamp()
        snapshot = Snapshot(self._read(), stamp)
        if self._snapshot:
            snapshot.take_over(pages_still_true(self._snapshot, snapshot.catalog))
        self._snapshot = snapshot
        self._next_look = self._clock() + SECONDS_BETWEEN_LOOKS
        return self._snapshot
