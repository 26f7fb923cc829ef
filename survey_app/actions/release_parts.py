"""The parts of a release: for each school and for the district, what is published of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from survey_app.actions.export_sources import SurveySource
from survey_app.actions.participation import people_asked
from survey_app.results.published.freeze import Frozen
from survey_app.results.published.model import Header, Part, Participation
from survey_app.results.published.summary import Unit, summarize, voices
from survey_app.results.release.compiler import Compiled
from survey_app.results.release.plan import Plan
from survey_app.results.release.tables import DISTRICT
from survey_app.results.shown import FEWEST, SMALLEST, People
from survey_app.store.catalogue import schools
from survey_app.store.releases import APPROVED, ReleaseRow, earlier_rounds, part_json, releases_in
from survey_app.store.round_setup import links_of
from survey_app.store.tables import Round, School


@dataclass(frozen=True)
class CompiledSurvey:
    """The tables of one survey, with what they were made of. schools: in the order of the tables."""

    source: SurveySource
    plan: Plan
    schools: Sequence[str]
    tables: Sequence[Compiled]


@dataclass(frozen=True)
class _Asked:
    """Who was asked at one school: how many, as far as known, who says so, and students by grade."""

    people: int | None
    source: str
    by_grade: Mapping[str, int]


@dataclass(frozen=True)
class _Before:
    """The last real round of this district with an approved release of this survey, and that release."""

    name: str
    release: ReleaseRow

    def part(self, session: Session, unit: str) -> Part | None:
        written = part_json(session, self.release, unit)
        return Part.model_validate_json(written) if written else None


def parts_of_survey(session: Session, row: Round, what: CompiledSurvey) -> Iterator[Part]:
    """The part of every school of which at least 11 people took part, then of the district."""
    asked = _asked_by_school(session, row, what)
    before = _before(session, row, what.source.file.name)
    frozen = Frozen(what.source.file, what.plan, what.tables)
    took_part = {name: frozen.took_part(place) for place, name in enumerate(what.schools)}
    for place, unit in enumerate([*what.schools, DISTRICT]):
        here = [name for name in what.schools if unit in (DISTRICT, name)]
        n = _told([took_part[name] for name in here])
        if n.low < FEWEST:
            continue
        then = before.part(session, unit) if before else None
        yield _part(what, frozen, place, unit, (n, row.goal, [asked[name] for name in here]), then, before)


def _part(
    what: CompiledSurvey,
    frozen: Frozen,
    place: int,
    unit: str,
    who: tuple[People, int, Sequence[_Asked]],
    then: Part | None,
    before: _Before | None,
) -> Part:
    n, goal, asked = who
    part = Part(
        unit=unit,
        people=frozen.people(place),
        questions=tuple(frozen.questions(place)),
        participation=_participation(n, goal, asked),
    )
    if n.low < SMALLEST:
        return part
    by_grade: Counter[str] = Counter()
    if all(one.by_grade for one in asked):
        for one in asked:
            by_grade.update(one.by_grade)
    known = Unit(what.source.file, what.plan, what.tables, place, part.questions, then)
    return part.model_copy(
        update={
            "voices": tuple(voices(what.tables, what.plan, place, by_grade)),
            "summary": summarize(known, before.name if before else None),
        }
    )


def _told(counts: Sequence[int]) -> People:
    """How many took part in all. Where the schools that are too small to be told have 1 to 10 together, a range."""
    hidden = sum(n for n in counts if n < FEWEST)
    told = sum(counts) - hidden
    return People(told, told + FEWEST - 1) if 0 < hidden < FEWEST else People(told + hidden, told + hidden)


def _participation(n: People, goal: int, asked: Sequence[_Asked]) -> Participation:
    known = [one.people for one in asked if one.people]
    total = sum(known) if len(known) == len(asked) and known else None
    return Participation(
        n=n,
        asked=total,
        source="; ".join(sorted({one.source for one in asked if one.source})) if total else "",
        per_cent=_per_cent(n, total, goal) if total else None,
        goal=goal,
    )


def _per_cent(n: People, asked: int, goal: int) -> int | None:
    """Per cent of those asked, rounded down and at most 100; None where the goal may be met or missed."""
    low, high = (100 * end // asked for end in n)
    return min(100, low) if (low >= goal) == (high >= goal) else None


def _asked_by_school(session: Session, row: Round, what: CompiledSurvey) -> dict[str, _Asked]:
    versions = {survey.version for survey in what.source.file.versions}
    is_student = what.source.file.versions[0].audience == "student"
    named = {school.slug: school for school in schools(session)}
    links = {link.school: link for link in links_of(session, row.key) if link.version in versions}
    found = {}
    for name in what.schools:
        school, link = named[name], links.get(name)
        people, source = people_asked(row, link, school) if link else (None, "")
        found[name] = _Asked(people, source, _by_grade(school) if is_student else {})
    return found


def _by_grade(school: School) -> dict[str, int]:
    return {grade: n or 0 for grade, n in (school.enrolment_by_grade or {}).items()}


def _before(session: Session, row: Round, survey: str) -> _Before | None:
    if row.sample:
        return None
    for key in earlier_rounds(session, row.key):
        for found in releases_in(session, key, (APPROVED,)):
            header = Header.model_validate_json(found.json)
            if header.survey == survey:
                return _Before(header.round_name, found)
    return None
