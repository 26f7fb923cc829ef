"""The surveys of a closed round and their mixed responses, for exports and releases; never all responses at once."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from pydantic_core import from_json
from sqlalchemy.orm import Session

from survey_app.actions.surveys.speech import in_words_of_round
from survey_app.directory.languages_file import most_spoken
from survey_app.errors import NotFound, RoundError
from survey_app.results.cells import Response, SurveyFile, survey_file
from survey_app.store.exports import (
    AskedLink,
    ExportedRound,
    boxed_responses,
    count_boxed,
    find_round,
    round_links,
)
from survey_app.store.responses.inbox import count_waiting_of
from survey_app.store.rounds.deletion import refuse_deleted
from survey_app.store.rounds.participation import received_at
from survey_app.store.schools.schools import counts_in
from survey_app.surveys.model import SchoolFacts, Survey


@dataclass(frozen=True)
class SurveySource:
    """The responses to one survey in a round.

    received, boxed: school → responses that came, and that are mixed. is_open: whether some school asks without codes.
    """

    session: Session
    round: str
    file: SurveyFile
    received: Mapping[str, int]
    boxed: Mapping[str, int]
    is_open: bool

    def __len__(self) -> int:
        return sum(self.boxed.values())

    def in_order(self) -> Iterator[Response]:
        """Yield every response, in the order of the random ids."""
        versions = [survey.version for survey in self.file.versions]
        for row in boxed_responses(self.session, self.round, versions):
            yield Response(row.id, row.school, row.version, row.channel, from_json(row.answers))


def find_closed_round(session: Session, key: str) -> ExportedRound:
    """Return a round whose rows may be exported. Raises NotFound; RoundError, with the remedy, if it is too early."""
    round_ = find_round(session, key)
    if round_ is None:
        raise NotFound("no_round", key=key)
    if round_.phase == "late":
        raise RoundError("export_while_late", key=key, until=round_.late_until)
    if round_.phase != "closed":
        raise RoundError("export_not_finished", key=key, phase=round_.phase)
    if count_waiting_of(session.connection(), key):
        raise RoundError("export_not_mixed", key=key)
    refuse_deleted(session, key)
    return round_


def read_sources(session: Session, key: str) -> list[SurveySource]:
    """Return one source per survey of a round, in alphabetical order."""
    links = round_links(session, key)
    boxed = count_boxed(session, key)
    versions = {version for version, _ in boxed} | {link.version for link in links}
    surveys = in_words_of_round(session, key, versions)
    # Sorting keeps the newest version of each survey first.
    by_name = groupby(sorted(surveys, key=lambda survey: survey.name), key=lambda survey: survey.name)
    return [_source(session, key, list(alike), links, boxed) for _, alike in by_name]


def _source(
    session: Session,
    key: str,
    surveys: list[Survey],
    links: Sequence[AskedLink],
    boxed: Mapping[tuple[str, str], int],
) -> SurveySource:
    versions = [survey.version for survey in surveys]
    audience = surveys[0].audience
    received = received_at(session, key)
    mixed: Counter[str] = Counter()
    for (version, school), n in boxed.items():
        mixed[school] += n if version in versions else 0
    return SurveySource(
        session=session,
        round=key,
        file=survey_file(surveys, _facts(session, links, audience)),
        received={
            link.school: received.get((link.school, audience), 0)
            for link in links
            if link.version in versions
        },
        boxed=+mixed,
        is_open=any(link.access == "open" for link in links if link.version in versions),
    )


def _facts(session: Session, links: Sequence[AskedLink], audience: str) -> dict[str, SchoolFacts]:
    """Return what rules may look at, for every school of the round. Sections are those of this audience's link."""
    facts: dict[str, SchoolFacts] = {}
    spoken = {code: most_spoken(counts_in(session, code)) for code in {link.district_code for link in links}}
    for link in sorted(links, key=lambda link: link.audience == audience):
        sections = frozenset(link.sections) if link.audience == audience else frozenset[str]()
        facts[link.school] = SchoolFacts(
            link.name,
            link.district,
            link.grade_low,
            link.grade_high,
            link.enrollment,
            sections,
            spoken_in_district=spoken[link.district_code],
        )
    return facts
