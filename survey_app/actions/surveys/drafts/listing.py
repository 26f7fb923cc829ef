"""Which surveys a person can ask or copy: those of the library, and those of their district."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.store.drafts import rounds_asking, versions_for
from survey_app.store.tables import SurveyVersion
from survey_app.surveys.published import name_of, published_survey


@dataclass(frozen=True)
class SurveyLine:
    """A survey in its newest version. versions: all, the newest first. district: "" for everybody's.

    used_in: the names of the rounds that ask any of its versions.
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
    rows: dict[str, list[SurveyVersion]] = {}
    for row in versions_for(session, who.district):
        rows.setdefault(name_of(row.version), []).insert(0, row)
    rounds = rounds_asking(session, who.district)
    return [_line(name, newest_first, rounds) for name, newest_first in sorted(rows.items())]


def _line(
    name: str, newest_first: Sequence[SurveyVersion], rounds: dict[str, list[tuple[str, str]]]
) -> SurveyLine:
    survey = published_survey(newest_first[0].json)
    versions = [row.version for row in newest_first]
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
