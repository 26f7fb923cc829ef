"""What keeps a round from opening, and what somebody should know before it opens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from survey_app.actions.rounds.extra_sections import extra_sections
from survey_app.actions.surveys.speech import in_words_of_round
from survey_app.actions.texts.read_texts import waiting_at_start
from survey_app.problems.problem import Problem
from survey_app.store.rounds.rounds import open_rounds_sharing_links
from survey_app.store.rounds.setup import AskedRow, asked_in, get_round, links_of, schools_by_slug
from survey_app.store.schools.schools import get_district
from survey_app.store.tables import Link
from survey_app.surveys.model import Survey
from survey_app.surveys.published import published_survey
from survey_app.vocabulary import GIVEN, Given, grade_name


@dataclass(frozen=True)
class Check:
    """One line of the list. about: its subject, for the words of the page.

    state: done, blocking, warning, or "may" for what some schools do and others need not.
    """

    code: str
    state: str
    about: Sequence[str] = ()


def opening_checks(session: Session, key: str, today: date) -> list[Check]:
    """Return everything on the list of a round, in the order to do it."""
    connection = session.connection()
    return [*_blocking(connection, session, key, today), *_warnings(session, key)]


def blocking_faults(connection: Connection, key: str) -> list[Problem]:
    """List what keeps the round from opening."""
    rows = asked_in(connection, key)
    faults = [] if rows else [Problem("round_asks_nobody", {"key": key})]
    faults += [
        _consent_problem(f"{row.school}/{row.audience}", need, published_survey(row.json))
        for row, need in _without_consent(rows)
    ]
    faults += [Problem("codes_missing", {"link": each}) for each in _without_codes(rows)]
    return faults


def _blocking(connection: Connection, session: Session, key: str, today: date) -> Iterator[Check]:
    rows, row = asked_in(connection, key), get_round(session, key)
    yield Check("asks_somebody", "done" if rows else "blocking")
    is_over = row is not None and row.closes_on < today
    yield Check("days", "blocking" if is_over else "done")
    yield from _consent(session, rows)
    if any(each.access == "codes" for each in rows):
        slugs = {each.split("/")[0] for each in _without_codes(rows)}
        missing = sorted({school.name for school in schools_by_slug(session, slugs).values()})
        yield Check("codes", "blocking" if missing else "done", missing)
    others = open_rounds_sharing_links(connection, key)
    yield Check("alone", "blocking" if others else "done", list(others))


def _consent(session: Session, rows: Sequence[AskedRow]) -> Iterator[Check]:
    """What parents must still say, and, where the lower grades need more than the others, which grades where."""
    without = sorted({f"{each.audience}:{need}" for each, need in _without_consent(rows)})
    yield Check("consent", "blocking" if without else "done", without)
    mixed = [row for row in rows if _need(row) == "mixed"]
    if mixed:
        names = schools_by_slug(session, {row.school for row in mixed})
        highest = max(published_survey(row.json).active_to_grade or 0 for row in mixed)
        lacking = any(GIVEN.index(row.consent) < GIVEN.index("mixed") for row in mixed)
        about = [grade_name(highest), *sorted({names[row.school].name for row in mixed})]
        yield Check("active_consent", "blocking" if lacking else "done", about)


def _warnings(session: Session, key: str) -> Iterator[Check]:
    rows = asked_in(session.connection(), key)
    spoken = schools_by_slug(session, {row.school for row in rows})
    here = sorted(spoken.values(), key=lambda school: (school.name, school.slug))
    unknown = [school.name for school in here if school.enrollment is None]
    yield Check("enrollment", "warning" if unknown else "done", unknown)
    links = _said_in(session, key)
    lacking = sorted(
        {
            f"{spoken[link.school].name}: {language}"
            for link, languages in links
            for language in set(spoken[link.school].languages) - languages
        }
    )
    yield Check("languages", "warning" if lacking else "done", lacking)
    yield from _words(session, key, links)
    districts = [get_district(session, code) for code in sorted({school.district for school in here})]
    without_color = [each.name for each in districts if each and not each.color]
    yield Check("branding", "warning" if without_color else "done", without_color)
    yield from _contradictions(session, key, rows)
    offered = extra_sections(session, key)
    if offered:
        yield Check("sections", "done" if any(each.added for each in offered) else "may")


def _said_in(session: Session, key: str) -> list[tuple[Link, set[str]]]:
    """Every link of a round with the languages that its survey is offered in."""
    links = links_of(session, key)
    versions = {link.version for link in links}
    surveys = {survey.version: survey for survey in in_words_of_round(session, key, versions)}
    return [(link, set(link.languages or surveys[link.version].languages)) for link in links]


def _words(session: Session, key: str, links: Sequence[tuple[Link, set[str]]]) -> Iterator[Check]:
    """How many texts of first pages nobody has approved, by language: "es 12"."""
    row = get_round(session, key)
    asked: dict[str, set[str]] = {}
    for link, languages in links:
        asked.setdefault(link.version, set()).update(languages)
    waiting = waiting_at_start(session, row.district, asked) if row else {}
    if asked:
        about = [f"{language} {count}" for language, count in waiting.items()]
        yield Check("words", "warning" if waiting else "done", about)


def _contradictions(session: Session, key: str, rows: Sequence[AskedRow]) -> Iterator[Check]:
    row = get_round(session, key)
    once_for = {published_survey(each.json).once_for for each in rows if each.audience == "family"} - {None}
    if row is not None and once_for - {row.per}:
        yield Check("per", "warning", [row.per])


def _without_consent(rows: Sequence[AskedRow]) -> list[tuple[AskedRow, Given]]:
    lacking: list[tuple[AskedRow, Given]] = []
    for row in rows:
        need = _need(row)
        if GIVEN.index(row.consent) < GIVEN.index(need):
            lacking.append((row, need))
    return lacking


def _need(row: AskedRow) -> Given:
    return published_survey(row.json).needed_at(row.grade_low)


def _consent_problem(link: str, need: Given, survey: Survey) -> Problem:
    if need == "mixed":
        grade = grade_name(survey.active_to_grade or 0)
        return Problem("active_consent_missing", {"link": link, "grade": grade})
    return Problem("consent_missing", {"link": link, "need": need})


def _without_codes(rows: Sequence[AskedRow]) -> list[str]:
    return [f"{row.school}/{row.audience}" for row in rows if row.access == "codes" and not row.codes]
