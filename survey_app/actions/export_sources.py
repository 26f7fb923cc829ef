"""What an export reads: the surveys of a closed round and their responses, never all of them at once."""

import json
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import SystemRandom

from sqlalchemy.orm import Session

from survey_app.errors import NotFound, RoundError
from survey_app.results.cells import Response, SurveyFile, survey_file
from survey_app.store.exports import (
    LinkRow,
    RoundRow,
    boxed_ids,
    boxed_responses,
    boxed_versions,
    count_boxed,
    count_received,
    count_unmixed,
    find_round,
    round_links,
    surveys_newest_first,
)
from survey_app.surveys.model import SchoolFacts, Survey

_ID = 16
_AT_ONCE = 500
_random = SystemRandom()


@dataclass(frozen=True)
class SurveySource:
    """The responses to one survey in a round. received, boxed: school → responses that came, and that are mixed."""

    session: Session
    file: SurveyFile
    received: Mapping[str, int]
    boxed: Mapping[str, int]
    ids: bytearray

    def __len__(self) -> int:
        return len(self.ids) // _ID

    def in_order(self) -> Iterator[Response]:
        """Every response, in the order of the random ids."""
        return self._responses(range(len(self)))

    def shuffled(self) -> Iterator[Response]:
        """Every response, in an order that was never used before."""
        order = array("L", range(len(self)))
        _random.shuffle(order)
        return self._responses(order)

    def _responses(self, places: Sequence[int]) -> Iterator[Response]:
        for start in range(0, len(places), _AT_ONCE):
            some = [bytes(self.ids[at * _ID : (at + 1) * _ID]) for at in places[start : start + _AT_ONCE]]
            for row in boxed_responses(self.session, some):
                yield Response(row.id, row.school, row.version, row.channel, json.loads(row.answers))


def find_closed_round(session: Session, key: str) -> RoundRow:
    """A round whose rows may be exported. Raises NotFound; RoundError, with the remedy, when it may not yet."""
    found = find_round(session, key)
    if found is None:
        raise NotFound(f"there is no round {key}; `round list` shows those there are")
    if found.phase == "late":
        raise RoundError(
            f"round {key} takes late responses until {found.late_until}; rows are exported once nothing can be added: "
            f"wait, or end it now with `round finish {key}`"
        )
    if found.phase != "closed":
        raise RoundError(
            f"round {key} is {found.phase}; rows are exported only of finished rounds: `round finish {key}`"
        )
    if count_unmixed(session, key):
        raise RoundError(f"responses of round {key} still wait to be mixed; run `seal`, then export again")
    return found


def read_sources(session: Session, key: str) -> list[SurveySource]:
    """One source per survey of a round, in alphabetical order."""
    links = round_links(session, key)
    versions = boxed_versions(session, key) | {link.version for link in links}
    surveys = [Survey.model_validate_json(text) for text in surveys_newest_first(session, versions)]
    # Sorting keeps the newest version of each survey first.
    by_name = groupby(sorted(surveys, key=lambda survey: survey.name), key=lambda survey: survey.name)
    return [_source(session, key, list(alike), links) for _, alike in by_name]


def _source(session: Session, key: str, surveys: list[Survey], links: Iterable[LinkRow]) -> SurveySource:
    versions = [survey.version for survey in surveys]
    audience = surveys[0].audience
    received = count_received(session, key)
    return SurveySource(
        session=session,
        file=survey_file(surveys, _facts(links, audience)),
        received={
            link.school: received.get((link.school, audience), 0)
            for link in links
            if link.version in versions
        },
        boxed=count_boxed(session, key, versions),
        ids=boxed_ids(session, key, versions),
    )


def _facts(links: Iterable[LinkRow], audience: str) -> dict[str, SchoolFacts]:
    """What rules may look at, for every school of the round; sections are those of this audience's link."""
    facts: dict[str, SchoolFacts] = {}
    for link in sorted(links, key=lambda link: link.audience == audience):
        sections = frozenset(link.sections) if link.audience == audience else frozenset[str]()
        facts[link.school] = SchoolFacts(
            link.name, link.district, link.grade_low, link.grade_high, link.enrolment, sections
        )
    return facts
