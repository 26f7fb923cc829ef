"""Which survey each audience of a round gets."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.actions.surveys.speech import Speech
from survey_app.store.tables import Link, SurveyVersion
from survey_app.store.texts import newest_wordings
from survey_app.surveys.published import version_order
from survey_app.surveys.text import Text


@dataclass(frozen=True)
class AskedSurvey:
    """A version that an audience gets. title: in the words of the district. is_own: a district wrote it.

    schools: at how many schools.
    """

    version: str
    title: Text
    is_own: bool
    schools: int


def asked_surveys(session: Session, district: str, links: Sequence[Link]) -> dict[str, list[AskedSurvey]]:
    """Return audience → what it gets. district: whose round it is. links: those of the round that one may see."""
    counts = Counter((link.audience, link.version) for link in links)
    rows = {version: session.get_one(SurveyVersion, version) for _audience, version in counts}
    speech = Speech(rows.values(), newest_wordings(session, district))
    asked: dict[str, list[AskedSurvey]] = {}
    for audience, version in sorted(counts, key=lambda each: version_order(each[1])):
        title = speech.of(version, district).title
        is_own = rows[version].district is not None
        asked.setdefault(audience, []).append(AskedSurvey(version, title, is_own, counts[audience, version]))
    return asked
