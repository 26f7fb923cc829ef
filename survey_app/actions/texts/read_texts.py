"""Read the texts of a district in one language, with their states."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from sqlalchemy.orm import Session

from survey_app.actions.accounts.roles import StaffUser
from survey_app.errors import NotFound
from survey_app.languages.catalogs import public_messages, shipped_languages
from survey_app.languages.listed import SOURCE, in_usual_order
from survey_app.store.catalog import districts, newest_versions
from survey_app.store.rounds.setup import versions_in_use
from survey_app.store.tables import SurveyVersion
from survey_app.store.texts import added_languages, newest_wordings
from survey_app.surveys.model import Survey
from survey_app.surveys.published import name_of, published_survey
from survey_app.surveys.text import Text
from survey_app.surveys.words.places import Placed, Where
from survey_app.surveys.words.standing import Progress, Source, TextLine, lines_of, progress_of
from survey_app.surveys.words.wordings import INTERFACE
from survey_app.vocabulary import AUDIENCES, DISTRICT_ADMIN

FAMILIES_FIRST = sorted(AUDIENCES, key=lambda audience: audience != "family")
"""The order in which we ask people to check texts: families read the most, and have the least English."""


def texts_in(session: Session, district: str, language: str) -> list[TextLine]:
    """Return the texts of a district in a language: of its surveys, and of the pages around them."""
    wordings = newest_wordings(session, district, languages=[language])
    return lines_of(_sources(surveys_of(session, district), language), wordings, language)


def progress_in(session: Session, district: str, languages: Sequence[str]) -> dict[str, Progress]:
    """Return how far the texts of a district have come: language → progress."""
    wordings = newest_wordings(session, district, languages=languages)
    surveys = surveys_of(session, district)
    return {language: progress_of(_sources(surveys, language), wordings, language) for language in languages}


def _sources(surveys: Sequence[tuple[str, Survey]], language: str) -> list[Source]:
    families = [Source.of(place, one) for place, one in surveys if one.audience == FAMILIES_FIRST[0]]
    others = [Source.of(place, one) for place, one in surveys if one.audience != FAMILIES_FIRST[0]]
    return [*families, _interface(language), *others]


@cache
def _interface(language: str) -> Source:
    """Return the texts of pages, papers and reports around the surveys, as we ship them."""
    texts = tuple(
        Placed(
            message.key,
            Where(INTERFACE, numbers=message.numbers),
            Text(
                words={SOURCE: message.source, **({language: message.words} if message.words else {})},
                drafts=(language,) if message.draft else (),
            ),
        )
        for message in public_messages(language)
    )
    return Source(INTERFACE, "", "Pages around the surveys", texts)


def surveys_of(session: Session, district: str) -> list[tuple[str, Survey]]:
    """Return the surveys whose words matter to a district, each with its place.

    Families come first, and of each survey its newest version.
    """
    rows = {row.version: row for row in newest_versions(session, district)}
    for row in versions_in_use(session, district):
        rows.setdefault(row.version, row)
    surveys = [(row.root, published_survey(row.json)) for row in rows.values()]
    return sorted(
        surveys, key=lambda each: (FAMILIES_FIRST.index(each[1].audience), name_of(each[1].version))
    )


def languages_of(session: Session, who: StaffUser, district: str) -> list[str]:
    """Return the languages whose texts the person may work on."""
    known = known_languages(session, district)
    if who.role == DISTRICT_ADMIN or not who.languages:
        return known
    return [each for each in known if each in who.languages]


def known_languages(session: Session, district: str) -> list[str]:
    """Return every language but English that a district works on, in the usual order.

    These are the languages of our pages, of its surveys, and those that it added.
    """
    spoken = {each for _, survey in surveys_of(session, district) for each in survey.languages}
    added = added_languages(session, district)
    return in_usual_order(sorted({*shipped_languages(), *spoken, *added} - {SOURCE}))


def districts_of(session: Session, who: StaffUser) -> Sequence[tuple[str, str]]:
    """Return code and name of the districts whose texts the person may work on."""
    return [(each.code, each.name) for each in districts(session) if who.reaches_district(each.code)]


def to_do(lines: Sequence[TextLine]) -> list[TextLine]:
    """Return the texts that no speaker has checked yet."""
    return [line for line in lines if not line.is_checked]


def next_to_do(lines: Sequence[TextLine], after: TextLine) -> TextLine | None:
    """Return the next text after this one that nobody has checked; then those from the beginning. None if all are."""
    at = next((at for at, line in enumerate(lines) if line.stands[0] == after.stands[0]), -1)
    waiting = to_do([*lines[at + 1 :], *lines[: max(at, 0)]])
    return waiting[0] if waiting else None


def waiting_at_start(session: Session, district: str, asked: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Count the texts of first pages that nobody has approved: language → how many; only languages that have some.

    asked: version → the languages that it is offered in.
    """
    wordings = newest_wordings(session, district)
    counts: dict[str, int] = {}
    for language in sorted({each for offered in asked.values() for each in offered} - {SOURCE}):
        versions = [version for version, offered in asked.items() if language in offered]
        rows = [session.get_one(SurveyVersion, version) for version in versions]
        sources = [Source.of(row.root, published_survey(row.json)) for row in rows]
        lines = lines_of(sources, wordings, language)
        waiting = [line for line in lines if line.state != "approved" and line.is_at_start]
        if waiting:
            counts[language] = len(waiting)
    return {language: counts[language] for language in in_usual_order(list(counts))}


def find_text(lines: Sequence[TextLine], text: str) -> TextLine:
    """Return the text with this id, by any place where it stands. Raises NotFound."""
    for line in lines:
        if line.id == text or any(each.id(line.source) == text for each in line.stands):
            return line
    raise NotFound("nothing_here")
