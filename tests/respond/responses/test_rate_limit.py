"""How many failures a link may have in a minute, from all servers together; and that honest slips leave no trace."""

from collections import Counter
from datetime import date
from pathlib import Path
from time import time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from survey_app.actions.responses.access_codes import CodeBook
from survey_app.actions.responses.failures import SharedFailures
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.respond.rate_limit import MOST_A_MINUTE, STEP, RateLimit
from survey_app.store.database.engine import make_engine, writing
from survey_app.store.tables import Guess, Link, Round
from tests.installation import with_secrets

LINK = "merced-high/student"


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def alone(_link: str, _minute: int, count: int) -> int:
    """A server without others."""
    return count


def rows(engine: Engine) -> list[Guess]:
    with Session(engine) as session:
        return list(session.scalars(select(Guess)))


def test_a_link_may_fail_so_often_in_a_minute():
    budget = RateLimit(Clock(), alone, most=3)

    assert [budget.count("merced-high/student") for _ in range(3)] == [None, None, None]
    assert budget.count("merced-high/student") == 61


def test_one_link_does_not_spend_the_budget_of_another():
    budget = RateLimit(Clock(), alone, most=1)
    budget.count("merced-high/student")

    assert budget.count("merced-high/student") is not None
    assert budget.count("merced-high/family") is None


def test_the_next_minute_brings_a_new_budget():
    clock = Clock()
    budget = RateLimit(clock, alone, most=1)
    budget.count("merced-high/student")
    clock.now = 45.5
    assert budget.count("merced-high/student") == 15

    clock.now = 60.0
    assert budget.count("merced-high/student") is None


@pytest.fixture
def two(engine, tmp_path):
    """The limits of two servers with one database."""
    clock, book = Clock(), CodeBook.of(with_secrets(tmp_path))
    return [RateLimit(clock, SharedFailures(engine, book).add) for _ in range(2)]


def test_two_servers_have_one_limit_give_or_take_a_step_each(two):
    allowed = sum(two[turn % 2].count(LINK) is None for turn in range(4 * MOST_A_MINUTE))

    assert MOST_A_MINUTE - STEP <= allowed <= MOST_A_MINUTE + 2 * STEP
    assert [limit.count(LINK) for limit in two] == [61, 61]
    assert [limit.count("merced-high/family") for limit in two] == [None, None]


def test_a_server_that_was_quiet_joins_the_limit_of_the_others(two):
    while two[0].count(LINK) is None:
        pass

    assert sum(two[1].count(LINK) is None for _ in range(50)) < STEP


def test_a_flood_costs_few_transactions(engine, tmp_path):
    shared, told = SharedFailures(engine, CodeBook.of(with_secrets(tmp_path))), []

    def share(link: str, minute: int, count: int) -> int:
        told.append(count)
        return shared.add(link, minute, count)

    limit = RateLimit(Clock(), share)
    for _ in range(1000):
        limit.count(LINK)

    assert told == [STEP] * (MOST_A_MINUTE // STEP)


def test_the_slips_of_honest_people_are_in_no_database(two, engine):
    for limit in two:
        for _ in range(STEP - 1):
            limit.count(LINK)

    assert rows(engine) == []


def test_a_row_names_no_link_and_goes_with_the_next(engine, tmp_path):
    shared = SharedFailures(engine, CodeBook.of(with_secrets(tmp_path)))
    shared.add(LINK, 100, 10)
    shared.add(LINK, 100, 10)
    (first,) = rows(engine)
    shared.add(LINK, 101, 10)
    (second,) = rows(engine)

    assert (first.wrong, second.wrong) == (20, 10)
    assert first.subject_hash != second.subject_hash
    assert b"merced" not in first.subject_hash


def test_without_the_database_a_server_counts_alone(tmp_path, closing):
    away = closing(make_engine(f"sqlite:///{tmp_path / 'no folder' / 'survey.sqlite'}"))
    limit = RateLimit(Clock(), SharedFailures(away, CodeBook.of(with_secrets(tmp_path))).add)

    assert sum(limit.count(LINK) is None for _ in range(500)) == MOST_A_MINUTE


@pytest.fixture
def apps(database: str, engine: Engine, instance: Path) -> list[FlaskClient]:
    """Two servers of one round that asks with codes."""
    with writing(engine) as connection:
        connection.execute(update(Round).values(opens_on=date(2026, 1, 1), closes_on=date(2099, 1, 1)))
        connection.execute(update(Link).values(access="codes"))
    settings = read_settings({"DATABASE_URL": database, "INSTANCE_PATH": str(instance)})
    both = [create_app(settings) for _ in range(2)]
    yield [app.test_client() for app in both]
    for app in both:
        with app.app_context():
            db.engine.dispose()


def guess_codes(apps: list[FlaskClient]) -> Counter[int]:
    """Guess codes at each server in turn, until there were 200 in one minute. Returns its answers, by status."""
    address, body = "/s/merced-high/student/code", {"code": "0000-0000-0000"}
    got: Counter[int] = Counter()
    minute = 0.0
    while got.total() < 200:
        if time() // 60 != minute:
            minute, got = time() // 60, Counter()
        got[apps[got.total() % 2].post(address, json=body).status_code] += 1
    return got


def test_whoever_guesses_codes_at_two_servers_gets_the_limit_of_one(apps, engine):
    got = guess_codes(apps)

    assert MOST_A_MINUTE - STEP <= got[422] <= MOST_A_MINUTE + 2 * STEP
    assert got[422] + got[429] == 200
