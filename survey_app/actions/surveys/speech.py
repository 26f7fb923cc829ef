"""Surveys in the words of a district: the frozen versions, with what its people mended over them."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from survey_app.store.tables import SurveyVersion
from survey_app.store.texts import newest_wordings
from survey_app.surveys.model import Survey
from survey_app.surveys.words.wordings import Wording, by_place, spoken


class Speech:
    """The versions as each district says them. wordings: the newest, of every district that is asked for."""

    def __init__(self, versions: Iterable[SurveyVersion], wordings: Iterable[Wording]) -> None:
        self._rows = {row.version: row for row in versions}
        self._wordings = by_place(wordings)

    def of(self, version: str, district: str) -> Survey:
        """Return a version in the words of a district."""
        row = self._rows[version]
        return spoken(row.json, self._wordings.get((district, row.root), ()))


def in_words_of(session: Session, district: str, versions: Iterable[str]) -> list[Survey]:
    """Return these versions in the words of a district, in this order."""
    rows = [session.get_one(SurveyVersion, version) for version in versions]
    speech = Speech(rows, newest_wordings(session, district))
    return [speech.of(row.version, district) for row in rows]
