"""Which surveys a person can ask or copy: those of the library, and those of their district."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.errors import NotFound
from survey_app.store.drafts import VersionLine, get_version, rounds_asking, version_lines
from survey_app.store.rounds.setup import survey_texts
from survey_app.surveys.model import Survey
from survey_app.surveys.published import name_of, published_survey


@dataclass(frozen=True)
class SurveyLine:
    """A survey in its newest version. versions: all, the newest first. district: "" for everybody's.

    used_in: the names of the rounds within reach that ask any of its versions.
    """

    name: str
    title: str
    audience: str
    version: str
    versions: Sequence[str]
    district: str
    used_in: Sequence[str]
    languages: Sequence[str]


def list_surveys(session: Session, who: StaffUser) -> Sequence[SurveyLine]:
    """Every survey within reach, by name."""
    lines: dict[str, list[VersionLine]] = {}
    for line in version_lines(session, who.district):
        lines.setdefault(name_of(line.version), []).insert(0, line)
    texts = survey_texts(session, {newest_first[0].version for newest_first in lines.values()})
    rounds = rounds_asking(session, who.district, who.only_schools)
    return [
        _line(name, newest_first, published_survey(texts[newest_first[0].version]), rounds)
        for name, newest_first in sorted(lines.items())
    ]


def _line(
    name: str, newest_first: Sequence[VersionLine], survey: Survey, rounds: dict[str, list[tuple[str, str]]]
) -> SurveyLine:
    versions = [line.version for line in newest_first]
    used = dict.fromkeys(name for version in versions for _, name in rounds.get(version, ()))
    return SurveyLine(
        name,
        survey.title.source,
        survey.audience,
        survey.version,
        versions,
        newest_first[0].district or "",
        list(used),
        survey.languages,
    )


def survey_within_reach(session: Session, who: StaffUser, version: str) -> Survey:
    """A published version that this person may see. Raises NotFound."""
    row = get_version(session, version)
    if row is None or (row.district and not who.reaches_district(row.district)):
        raise NotFound("nothing_here")
    return published_survey(row.json)
