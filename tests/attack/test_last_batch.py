"""No batch of a group is small: not the first, not the last, not one on the way.

The attacker has a copy of the database before and after each seal, and knows whose code or id is which and who goes to
which school. Whoever waited in one copy and not in the next has one of the rows that are new there.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import timedelta
from unittest.mock import patch

import pytest
from sqlalchemy import Engine, select

from survey_app.actions.responses.store_responses import Submission, store_responses
from survey_app.actions.rounds.lifecycle import finish_round
from survey_app.actions.sealing import seal
from survey_app.actions.sealing.epoch_keys import Chance, EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.sealing.mixing import OpenedResponse
from survey_app.actions.sealing.seal import seal_now
from survey_app.store.database.engine import writing
from survey_app.store.tables import Box
from tests.actions.responses.response_samples import (
    DAY,
    ROUND,
    SCHOOLS,
    a_submission,
    all_waiting,
    open_everything,
)
from tests.attack.scenes import ANSWER, tag

CHANNELS = ("web", "kiosk", "paper")
Place = tuple[str, str]


def people(seed: int) -> list[list[Submission]]:
    """15 to 70 people of each of six groups, mixed, as they come on five days."""
    chance = random.Random(seed)
    places = [
        (school, channel) for school in SCHOOLS for channel in CHANNELS for _ in range(chance.randint(15, 70))
    ]
    chance.shuffle(places)
    sent = [
        a_submission({"belong": tag(ANSWER, number)}, school=school, channel=channel)
        for number, (school, channel) in enumerate(places)
    ]
    cuts = sorted(chance.sample(range(1, len(sent)), 4))
    return [sent[start:end] for start, end in zip([0, *cuts], [*cuts, len(sent)], strict=True)]


class Attacker:
    """Compares copies of the database. candidates: for each person, how many rows may be theirs."""

    def __init__(self, engine: Engine, everybody: Iterable[Submission]) -> None:
        self.engine = engine
        self.place = {each.nullifier: (each.school, each.channel) for each in everybody}
        self.candidates: dict[bytes, int] = {}
        self.waiting: set[bytes] = set()
        self.rows: dict[bytes, Place] = {}

    def copy(self, came: Iterable[Submission] = ()) -> None:
        """Take a copy, and compare it with the one before; came: who answered since, as the attacker saw."""
        waiting = {nullifier for nullifier, _, _ in all_waiting(self.engine)}
        with self.engine.connect() as connection:
            rows = {row.id: (row.school, row.channel) for row in connection.execute(select(Box))}
        new = Counter(place for row_id, place in rows.items() if row_id not in self.rows)
        left = (self.waiting | {each.nullifier for each in came}) - waiting
        self.candidates.update((nullifier, new[self.place[nullifier]]) for nullifier in left)
        self.waiting, self.rows = waiting, rows

    def fewest(self) -> int:
        """How many rows may be those of the person of whom the attacker knows most."""
        return min(self.candidates.values())


def play(engine: Engine, keys: EpochKeys, seed: int) -> Attacker:
    """Five days of a round and its end, before the eyes of the attacker."""
    days = people(seed)
    attacker = Attacker(engine, (each for day in days for each in day))
    for number, day in enumerate(days):
        begin_epoch(engine, keys, DAY)
        with writing(engine) as connection:
            store_responses(connection, day, DAY)
        attacker.copy(day)
        seal_now(engine, keys, DAY + timedelta(days=number))
        attacker.copy()
    finish_round(engine, keys, ROUND)
    attacker.copy()
    assert len(attacker.candidates) == sum(map(len, days))
    return attacker


@pytest.mark.parametrize("seed", [1, 2, 3, *(pytest.param(n, marks=pytest.mark.long) for n in range(4, 20))])
def test_everybody_hides_among_eleven_rows_or_more(engine, keys, seed):
    open_everything(engine)

    assert play(engine, keys, seed).fewest() >= 11


def test_with_the_earlier_rule_somebody_stands_nearly_alone(engine, keys):
    open_everything(engine)
    with patch.object(seal, "choose_leaving", all_but_ten):
        assert play(engine, keys, 1).fewest() < 11


def all_but_ten(
    responses: Iterable[OpenedResponse], finished: set[str], _chance: Chance
) -> list[OpenedResponse]:
    """All of a finished round; else all but ten of the whole, without groups that are too small then."""
    given = list(responses)
    if finished:
        return [each for each in given if each.group.round in finished]
    groups: dict[object, list[OpenedResponse]] = defaultdict(list)
    for each in random.Random(1).sample(given, max(0, len(given) - 10)):
        groups[each.group].append(each)
    return [each for members in groups.values() if len(members) >= 11 for each in members]
