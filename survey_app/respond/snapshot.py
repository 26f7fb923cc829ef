"""What the public door knows of the database without asking it: the catalog, and the pages made from it."""

import logging
import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from survey_app.actions.surveys.catalog import Catalog, CatalogSchool, OpenLink
from survey_app.errors import NotFound
from survey_app.web.files.page_cache import HTML, FinishedPage

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 2.0
_MOST_PAGES = 1000


@dataclass(frozen=True)
class Snapshot:
    """A catalog and the finished pages made from it, by address; a new catalog begins with no pages."""

    catalog: Catalog
    stamp: Hashable
    pages: dict[str, FinishedPage] = field(default_factory=dict)
    _drawing: threading.Lock = field(default_factory=threading.Lock)

    def school(self, slug: str) -> CatalogSchool:
        """A school. Raises NotFound."""
        found = self.catalog.schools.get(slug)
        if found is None:
            raise NotFound("nothing_here")
        return found

    def link(self, school: str, audience: str) -> OpenLink:
        """The link of an audience at a school, whatever its state. Raises NotFound."""
        found = self.school(school).links.get(audience)
        if found is None:
            raise NotFound("nothing_here")
        return found

    def page(
        self, address: str, draw: Callable[[], str], status: int = 200, kind: str = HTML
    ) -> FinishedPage:
        """The finished page at an address; drawn once, then served from memory. The oldest makes room.

        address: the path at which everyone gets this page, whatever language their browser asks for.
        """
        page = self.pages.get(address)
        return page or self._finish(address, draw, status, kind)

    def _finish(self, address: str, draw: Callable[[], str], status: int, kind: str) -> FinishedPage:
        # One at a time: a class that opens a new survey together would else have it drawn thirty times.
        with self._drawing:
            page = self.pages.get(address)
            if page is None:
                page = FinishedPage.from_text(draw(), status, kind)
                if len(self.pages) >= _MOST_PAGES:
                    del self.pages[next(iter(self.pages))]
                self.pages[address] = page
            return page


class CatalogSource:
    """Keeps a snapshot and looks every two seconds at most, when a request comes, whether it is still true.

    stamp: one cheap query; its value changes when the catalog does. read: the catalog, by as many queries as it
    takes. clock: seconds that only grow.
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
        """The snapshot, at most two seconds old. Raises SQLAlchemyError only when there never was one."""
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
        """The page at an address, if it was drawn and is still true. Never raises SQLAlchemyError."""
        return self.current().pages.get(address) if self._snapshot else None

    def _look(self, snapshot: Snapshot) -> Snapshot:
        self._next_look = self._clock() + SECONDS_BETWEEN_LOOKS
        try:
            return snapshot if self._stamp() == snapshot.stamp else self._take()
        except SQLAlchemyError as error:
            # The survey can still be read while the database is away; only its type is logged.
            log.warning("the catalog could not be read: %s", type(error).__name__)
            return snapshot

    def _take(self) -> Snapshot:
        # The stamp first: a change between the two is then seen at the next look.
        stamp = self._stamp()
        self._snapshot = Snapshot(self._read(), stamp)
        self._next_look = self._clock() + SECONDS_BETWEEN_LOOKS
        return self._snapshot
