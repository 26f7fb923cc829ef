"""Read the results of rounds: from frozen releases alone, one school at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from survey_app.errors import SurveyAppError
from survey_app.results.published.model import Brief, Header, Part
from survey_app.store.exports import surveys_newest_first
from survey_app.store.releases import (
    ReleaseRow,
    all_parts,
    all_releases,
    newest_releases,
    newest_round_of,
    part_json,
    parts_of,
)
from survey_app.surveys.model import Survey
from survey_app.surveys.published import published_survey

DISTRICT = ""
"""The unit of all schools together."""
_ORDER = {"student": 0, "family": 1, "staff": 2, "partner": 3}


@dataclass(frozen=True)
class Results:
    """The newest release of one survey in a round."""

    row: ReleaseRow
    header: Header

    def part(self, session: Session, unit: str) -> Part | None:
        """The numbers of a school, or of the district; None where fewer than 11 took part."""
        written = part_json(session, self.row, unit) if self.header.parts.get(unit) else None
        return Part.model_validate_json(written) if written else None

    def briefs(self, session: Session, units: Sequence[str]) -> dict[str, Brief | None]:
        """The same in brief, for an overview: of those units that were asked, in this order."""
        written = parts_of(session, self.row, units)
        asked = [unit for unit in units if unit in self.header.parts]
        return {
            unit: Brief.model_validate_json(written[unit]) if self.header.parts[unit] else None
            for unit in asked
        }

    def versions(self, session: Session) -> Sequence[Survey]:
        """The survey, newest version first."""
        return [published_survey(text) for text in surveys_newest_first(session, self.header.versions)]


def results_of(session: Session, key: str, *, final: bool = False) -> list[Results]:
    """The newest release of every survey in a round: students, families, staff, partners. final: no interim ones."""
    found = [Results(row, Header.model_validate_json(row.json)) for row in newest_releases(session, key)]
    wanted = [one for one in found if not (final and one.header.interim)]
    return sorted(wanted, key=lambda one: (_ORDER[one.header.audience], one.header.survey))


def newest_results(session: Session, school: str) -> list[Results]:
    """What families may read about a school: of the round that began last, once it was finished."""
    key = newest_round_of(session, school)
    return results_of(session, key, final=True) if key else []


def verify_releases(session: Session) -> int:
    """How many releases there are. Raises SurveyAppError for one that is not what was released."""
    rows = all_releases(session)
    for row in rows:
        header = Header.model_validate_json(row.json) if _is_whole(row) else None
        if header is None or dict(_digests(session, row)) != {u: d for u, d in header.parts.items() if d}:
            raise SurveyAppError(
                f"release {row.number} of {row.survey} in round {row.round} is not what was released; "
                "put the database back from a backup"
            )
    return len(rows)


def _is_whole(row: ReleaseRow) -> bool:
    return sha256(row.json.encode()).hexdigest() == row.sha256


def _digests(session: Session, row: ReleaseRow) -> Iterator[tuple[str, str]]:
    return ((part.unit, sha256(part.json.encode()).hexdigest()) for part in all_parts(session, row))
