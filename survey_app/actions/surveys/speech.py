"""Surveys in the words of a district: the frozen versions, with what its people mended over them."""

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy.orm import Session

from survey_app.store.audit_log import district_of_round
from survey_app.store.tables import SurveyVersion
from survey_app.store.texts import newest_wordings
from survey_app.surveys.model import Survey
from survey_app.surveys.published import published_survey, version_order
from survey_app.surveys.words.clips import Clip, by_district
from survey_app.surveys.words.wordings import INTERFACE, Wording, by_place, spoken


class Speech:
    """The versions as each district says them. wordings: the newest, of every district that is asked for.

    clips: what was recorded there, if pages are drawn.
    """

    def __init__(
        self, versions: Iterable[SurveyVersion], wordings: Iterable[Wording], clips: Iterable[Clip] = ()
    ) -> None:
        self._clips = by_district(clips)
        self._rows = {row.version: row for row in versions}
        self._wordings = {place: same_wordings(said) for place, said in by_place(wordings).items()}
        self._said: dict[tuple[str, str], Survey] = {}

    def of(self, version: str, district: str) -> Survey:
        """Return a version in the words of a district."""
        if (version, district) not in self._said:
            row = self._rows[version]
            self._said[version, district] = spoken(row.json, self._wordings.get((district, row.root), ()))
        return self._said[version, district]

    def in_any_words(self, version: str, district: str | None) -> Survey:
        """Return a version in the words of a district; None: in its own, and the languages of every district."""
        if district is not None:
            return self.of(version, district)
        survey, root = published_survey(self._rows[version].json), self._rows[version].root
        said = [self.of(version, each) for each, place in self._wordings if place == root]
        more = [language for each in said for language in each.languages]
        return survey.model_copy(update={"languages": tuple(dict.fromkeys([*survey.languages, *more]))})

    def languages(self) -> frozenset[str]:
        """Return every language that somebody may read one of these versions in."""
        said = [*map(published_survey, (row.json for row in self._rows.values())), *self._said.values()]
        return frozenset(language for survey in said for language in survey.languages)

    def interface(self, district: str) -> tuple[Wording, ...]:
        """Return what a district says in place of the words of our pages."""
        return self._wordings.get((district, INTERFACE), ())

    def clips(self, district: str) -> tuple[Clip, ...]:
        """Return what people of a district have recorded, in all languages."""
        return self._clips.get(district, ())


@lru_cache(maxsize=2048)
def same_wordings(wordings: tuple[Wording, ...]) -> tuple[Wording, ...]:
    """Return the same object for the same wordings, so that whoever compares what was made of them does it at once."""
    return wordings


@lru_cache(maxsize=256)
def speaking(survey: Survey, languages: tuple[str, ...]) -> Survey:
    """Return the survey in those of its languages that are offered, or in all of them if none of them is.

    It is the same object every time: whoever kept what was made of it finds that without comparing texts.
    """
    offered = tuple(each for each in survey.languages if each in languages)
    return survey.model_copy(update={"languages": offered}) if offered else survey


def in_words_of(session: Session, district: str, versions: Iterable[str]) -> list[Survey]:
    """Return these versions in the words of a district, in this order."""
    rows = [session.get_one(SurveyVersion, version) for version in versions]
    speech = Speech(rows, newest_wordings(session, district))
    return [speech.of(row.version, district) for row in rows]


def in_words_of_round(session: Session, key: str, versions: Iterable[str]) -> list[Survey]:
    """Return these versions in the words of the district whose round it is. The newest version of each comes first."""
    district = district_of_round(session.connection(), key) or ""
    return in_words_of(session, district, sorted(set(versions), key=version_order, reverse=True))
