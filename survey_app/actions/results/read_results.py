"""Read the results of rounds: only from frozen releases, one school at a time; approved ones, unless the caller
asks for drafts.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from survey_app.actions.results.approval import public_rounds
from survey_app.actions.surveys.speech import in_words_of_round
from survey_app.errors import AuditError
from survey_app.results.published.model import Brief, Header, Part
from survey_app.store.results.releases import (
    ReleaseRow,
    all_parts,
    all_releases,
    part_json,
    parts_of,
    releases_in,
)
from survey_app.surveys.model import Survey
from survey_app.vocabulary import APPROVED, AUDIENCES, DRAFT

DISTRICT = ""
"""The unit that stands for all schools together."""


@dataclass(frozen=True)
class Results:
    """The current release of one survey in a round: approved, or a draft."""

    row: ReleaseRow
    header: Header

    @property
    def is_draft(self) -> bool:
        """Whether nobody has approved it yet."""
        return self.row.state == DRAFT

    def part(self, session: Session, unit: str) -> Part | None:
        """Return the numbers of a school, or of the district; None where fewer than 11 took part."""
        written = part_json(session, self.row, unit) if self.header.parts.get(unit) else None
        return Part.model_validate_json(written) if written else None

    def briefs(self, session: Session, units: Sequence[str]) -> dict[str, Brief | None]:
        """Return the same in brief, for an overview. Only units that were asked, in this order."""
        written = parts_of(session, self.row, units)
        asked = [unit for unit in units if unit in self.header.parts]
        return {
            unit: Brief.model_validate_json(written[unit]) if self.header.parts[unit] else None
            for unit in asked
        }

    def versions(self, session: Session) -> Sequence[Survey]:
        """Return the survey in the words of its district, newest version first."""
        return in_words_of_round(session, self.header.round, self.header.versions)


def results_of(session: Session, key: str, *, drafts: bool = False) -> list[Results]:
    """Return the release of every survey in a round: students, families, staff, partners. drafts: include drafts."""
    states = (APPROVED, DRAFT) if drafts else (APPROVED,)
    rows = releases_in(session, key, states)
    results = [Results(row, Header.model_validate_json(row.json)) for row in rows]
    return sorted(results, key=lambda one: (AUDIENCES.index(one.header.audience), one.header.survey))


@dataclass(frozen=True)
class PublicResults:
    """What families may read about a school. surveys: of the newest round with approved results; may be empty.

    withdrawn_because: why the results of a newer round were withdrawn, if they were.
    """

    surveys: Sequence[Results]
    withdrawn_because: str | None


def public_results(session: Session, school: str) -> PublicResults:
    """Return what families may read about a school."""
    key, withdrawn_because = public_rounds(session, school)
    return PublicResults(results_of(session, key) if key else (), withdrawn_because)


def verify_releases(session: Session) -> int:
    """Count the releases, in every state. Raises AuditError for one that changed since its release.

    Compares only hashes of texts, because we no longer read as numbers what older versions released.
    """
    rows = all_releases(session)
    for row in rows:
        parts = json.loads(row.json)["parts"] if _is_whole(row) else None
        if parts is None or dict(_digests(session, row)) != {u: d for u, d in parts.items() if d}:
            raise AuditError("release_changed", number=row.number, survey=row.survey, round=row.round)
    return len(rows)


def _is_whole(row: ReleaseRow) -> bool:
    return sha256(row.json.encode()).hexdigest() == row.sha256


def _digests(session: Session, row: ReleaseRow) -> Iterator[tuple[str, str]]:
    return ((part.unit, sha256(part.json.encode()).hexdigest()) for part in all_parts(session, row))
