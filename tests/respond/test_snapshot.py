"""The snapshot of the catalog: fresh within seconds, read once for many, and kept while the database is away."""

import threading
import time
from dataclasses import replace

import brotli
import pytest
from sqlalchemy.exc import OperationalError

from survey_app.actions.surveys.catalog import Catalog
from survey_app.errors import NotFound
from survey_app.respond.snapshot import CatalogSource
from tests.respond.page_samples import a_catalog, a_school


class Database:
    """What a source asks; counts how often."""

    def __init__(self):
        self.version = 1
        self.is_away = False
        self.looks = self.reads = 0

    def stamp(self):
        self.looks += 1
        if self.is_away:
            raise OperationalError("SELECT", {}, RuntimeError("away"))
        return self.version

    def read(self):
        self.reads += 1
        return Catalog({"code": str(self.version)}, {}, {})


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def in_threads(number, action):
    threads = [threading.Thread(target=action) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def database():
    return Database()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def source(database, clock):
    return CatalogSource(database.stamp, database.read, clock)


def test_within_two_seconds_nobody_asks_the_database_again(source, database, clock):
    first = source.current()
    clock.now += 1.9

    assert source.current() is first
    assert (database.looks, database.reads) == (1, 1)


def test_after_two_seconds_one_cheap_question_is_asked(source, database, clock):
    first = source.current()
    clock.now += 2.1

    assert source.current() is first
    assert source.current() is first
    assert (database.looks, database.reads) == (2, 1)


def test_a_page_is_soon_as_small_as_it_can_be(source):
    text = "".join(f"<p>¿Cuánto sientes que perteneces? {number * 7919 % 1000}</p>" for number in range(400))
    snapshot = source.current()
    at_first = len(snapshot.page("/s/a", lambda: text).answer("br", "")[2])

    end = time.monotonic() + 60
    while len(snapshot.pages["/s/a"].answer("br", "")[2]) == at_first and time.monotonic() < end:
        time.sleep(0.01)
    smallest = snapshot.pages["/s/a"].answer("br", "")[2]

    assert smallest == brotli.compress(text.encode(), quality=11)
    assert len(smallest) < at_first


def test_a_page_that_made_room_meanwhile_does_not_come_back(source):
    snapshot = source.current()
    page = snapshot.page("/s/a", lambda: "<p>a</p>")
    snapshot.pages.clear()

    snapshot.replace_page("/s/a", page, page.smallest())

    assert "/s/a" not in snapshot.pages


def test_a_change_is_seen_and_the_pages_are_drawn_again(source, database, clock):
    first = source.current()
    old = first.page("/", lambda: "old")
    database.version = 2
    clock.now += 2.1

    second = source.current()

    assert second.catalog.districts == {"code": "2"}
    assert second.page("/", lambda: "new").etag != old.etag


def test_only_pages_of_schools_that_changed_are_drawn_again(database, clock):
    schools = [a_school("Merced High"), a_school("Hoover Middle")]
    catalogs = iter([a_catalog(*schools), a_catalog(schools[0], replace(schools[1], color="#145c48"))])
    source = CatalogSource(database.stamp, lambda: next(catalogs), clock)
    addresses = ["/s/merced-high/en", "/s/merced-high/student/en", "/s/hoover-middle/en", "/en/", "/s/sw.js"]
    for address in addresses:
        source.current().page(address, lambda: "<p>before</p>")
    database.version = 2
    clock.now += 2.1

    after = source.current().pages

    assert list(after) == addresses[:2]


def test_a_page_that_is_taken_over_is_made_small_too(database, clock):
    text = "".join(f"<p>¿Cuánto sientes que perteneces? {number * 7919 % 1000}</p>" for number in range(400))
    source = CatalogSource(database.stamp, lambda: a_catalog(a_school("Merced High")), clock)
    address = "/s/merced-high/en"
    source.current().page(address, lambda: text)
    database.version = 2
    clock.now += 2.1
    snapshot = source.current()

    end = time.monotonic() + 60
    while not snapshot.pages[address].is_smallest and time.monotonic() < end:
        time.sleep(0.01)

    assert snapshot.pages[address].brotli == brotli.compress(text.encode(), quality=11)


def test_the_first_school_beside_another_gives_the_other_a_new_page(database, clock):
    """The page of the only school does not lead to others."""
    merced = a_school("Merced High")
    catalogs = iter([a_catalog(merced), a_catalog(merced, a_school("Hoover Middle"))])
    source = CatalogSource(database.stamp, lambda: next(catalogs), clock)
    source.current().page("/s/merced-high/en", lambda: "<p>alone</p>")
    database.version = 2
    clock.now += 2.1

    assert source.current().pages == {}


def test_the_survey_can_be_read_while_the_database_is_away(source, database, clock):
    first = source.current()
    database.is_away = True
    clock.now += 2.1

    assert source.current() is first


def test_without_a_database_there_is_nothing_to_begin_with(source, database):
    database.is_away = True

    with pytest.raises(OperationalError):
        source.current()


def test_a_page_is_drawn_once(source):
    drawn = []
    snapshot = source.current()

    for _ in range(3):
        snapshot.page("/", lambda: drawn.append(1) or "page")

    assert len(drawn) == 1


def test_a_class_that_comes_together_has_the_page_drawn_once(source):
    snapshot = source.current()
    together = threading.Barrier(8)
    drawn = []

    def come():
        together.wait()
        snapshot.page("/", lambda: drawn.append(1) or "page")

    in_threads(8, come)

    assert len(drawn) == 1


def test_the_number_of_pages_in_memory_is_limited(source, monkeypatch):
    monkeypatch.setattr("survey_app.respond.snapshot._MOST_PAGES", 100)
    snapshot = source.current()
    for number in range(110):
        snapshot.page(str(number), lambda: "page")

    drawn = []
    snapshot.page("0", lambda: drawn.append(1) or "page")
    snapshot.page("109", lambda: drawn.append(2) or "page")

    assert drawn == [1]


def test_what_does_not_exist_is_not_found(source):
    with pytest.raises(NotFound):
        source.current().school("nowhere")
    with pytest.raises(NotFound):
        source.current().link("nowhere", "student")


def test_threads_that_come_together_read_the_catalog_once(database, clock):
    together = threading.Barrier(8)
    source = CatalogSource(database.stamp, database.read, clock)

    def come():
        together.wait()
        source.current()

    in_threads(8, come)

    assert database.reads == 1
