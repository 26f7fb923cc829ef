"""The parts of a release: what we publish about each school and about the district."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from sqlalchemy.orm import Session

from survey_app.actions.rounds.participation import people_asked
from survey_app.actions.sealing.mixed_responses import SurveySource
from survey_app.results.cells import SurveyFile
from survey_app.results.published.freeze import Frozen
from survey_app.results.published.model import Header, Part, Participation
from survey_app.results.published.summary import Unit, summarize, voices
from survey_app.results.release.compiler import Compiled
from survey_app.results.release.plan import Plan
from survey_app.results.release.tables import DISTRICT
from survey_app.results.shown import FEWEST, SMALLEST, People
from survey_app.store.drafts import roots_of
from survey_app.store.results.releases import ReleaseRow, earlier_rounds, part_json, releases_in
from survey_app.store.rounds.setup import links_of, schools_by_slug, survey_texts
from survey_app.store.tables import Round, School
from survey_app.surveys.flow import choices_for
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.published import published_survey
from survey_app.vocabulary import APPROVED, HIGHEST_GRADE, LOWEST_GRADE, grade_name


@dataclass(frozen=True)
class CompiledSurvey:
    """The tables of one survey, with what made them. schools: in the order of the tables."""

    source: SurveySource
    plan: Plan
    schools: Sequence[str]
    tables: Sequence[Compiled]


@dataclass(frozen=True)
class _Asked:
    """The people asked at one school: how many, as far as known, and who says so.

    by_grade: code of the grade question → students of that grade; None if nobody knows.
    """

    people: int | None
    source: str
    by_grade: Mapping[str, int] | None


@dataclass(frozen=True)
class _Before:
    """The last real round of this district with an approved release of this survey, and that release.

    limited: the questions that people answered within other limits then, such as fewer choices.
    """

    name: str
    release: ReleaseRow
    limited: frozenset[str]

    def part(self, session: Session, unit: str) -> Part | None:
        """What can be compared of a unit."""
        written = part_json(session, self.release, unit)
        if not written:
            return None
        part = Part.model_validate_json(written)
        kept = tuple(each for each in part.questions if each.question not in self.limited)
        return part.model_copy(update={"questions": kept})


def parts_of_survey(session: Session, row: Round, what: CompiledSurvey) -> Iterator[Part]:
    """Yield the part of every school where at least 11 people took part, then the district's."""
    asked = _asked_by_school(session, row, what)
    before = _before(session, row, what.source.file)
    frozen = Frozen(what.source.file, what.plan, what.tables)
    took_part = {name: frozen.took_part(place) for place, name in enumerate(what.schools)}
    for place, unit in enumerate([*what.schools, DISTRICT]):
        here = [name for name in asked if unit in (DISTRICT, name)]
        n = _told([took_part[name] for name in here])
        if n.low < FEWEST:
            continue
        then = before.part(session, unit) if before else None
        known = Unit(what.source.file, what.plan, _tables(what, place, took_part), place, (), then)
        participation = _participation(n, row.goal, [asked[name] for name in here])
        yield _part(frozen, unit, known, participation, _by_grade([asked[name] for name in here]), before)


def _tables(what: CompiledSurvey, place: int, took_part: Mapping[str, int]) -> list[Compiled]:
    """Return the tables that this unit may show. If only one school took part, the district shows no more than it does.

    The district's counts carry noise. At times they would reveal about 19 people what their school withholds.
    """
    with_people = [at for at, n in enumerate(took_part.values()) if n]
    is_district = place == len(what.schools)
    places = [place, *with_people] if is_district and len(with_people) == 1 else [place]
    people, *questions = what.tables
    return [people, *(one for one in questions if all(one.total.is_shown[at] for at in places))]


def _part(
    frozen: Frozen,
    unit: str,
    known: Unit,
    participation: Participation,
    by_grade: Mapping[str, int],
    before: _Before | None,
) -> Part:
    """Make one part. known: with the tables that it may show, without the numbers."""
    people = frozen.people(known.place)
    if participation.n.low < SMALLEST:
        alone = people.model_copy(update={"tables": people.tables[:1]})
        return Part(unit=unit, people=alone, questions=(), participation=participation)
    names = {one.asked.name for one in known.compiled[1:]}
    questions = tuple(one for one in frozen.questions(known.place) if one.name in names)
    return Part(
        unit=unit,
        people=people,
        questions=questions,
        participation=participation,
        voices=tuple(voices(known.compiled, known.plan, known.place, by_grade)),
        summary=summarize(known._replace(numbers=questions), before.name if before else None),
    )


def _told(counts: Sequence[int]) -> People:
    """Count all who took part. If the schools that are too small to tell have 1 to 10 people together, give a range."""
    hidden = sum(n for n in counts if n < FEWEST)
    told = sum(counts) - hidden
    return People(told, told + FEWEST - 1) if 0 < hidden < FEWEST else People(told + hidden, told + hidden)


def _participation(n: People, goal: int, asked: Sequence[_Asked]) -> Participation:
    counts = [one.people for one in asked if one.people]
    total = sum(counts) if len(counts) == len(asked) and counts else None
    return Participation(
        n=n,
        asked=total,
        source="; ".join(sorted({one.source for one in asked if one.source})) if total else "",
        per_cent=_per_cent(n, total, goal) if total else None,
        goal=goal,
    )


def _per_cent(n: People, asked: int, goal: int) -> int | None:
    """Return the percent of those asked, rounded down, at most 100. None if the range leaves the goal in doubt."""
    low, high = (100 * end // asked for end in n)
    return min(100, low) if (low >= goal) == (high >= goal) else None


def _asked_by_school(session: Session, row: Round, what: CompiledSurvey) -> dict[str, _Asked]:
    """Return the schools that were asked this survey, in the order of the tables. The tables have all schools."""
    surveys = {survey.version: survey for survey in what.source.file.versions}
    schools = schools_by_slug(session, what.schools)
    links = {link.school: link for link in links_of(session, row.key) if link.version in surveys}
    asked = {}
    for name in what.schools:
        if link := links.get(name):
            people, source = people_asked(row, link, schools[name])
            facts = what.source.file.facts[name]
            asked[name] = _Asked(people, source, _students(surveys[link.version], schools[name], facts))
    return asked


def _students(survey: Survey, school: School, facts: SchoolFacts) -> dict[str, int] | None:
    """Return code of the grade question → students, for the grades that the survey asks at this school."""
    if survey.audience != "student" or not school.enrollment_by_grade:
        return None
    grade = next((question for question in survey.questions() if question.name == "grade"), None)
    codes = {
        choice.code if choice.grade is None else grade_name(choice.grade): choice.code
        for choice in choices_for(grade.offered if grade else (), facts)
    }
    low, high = survey.grades or (LOWEST_GRADE, HIGHEST_GRADE)
    asked = {grade_name(each) for each in range(low, high + 1)}
    return {
        codes[each]: n or 0
        for each, n in school.enrollment_by_grade.items()
        if each in codes and each in asked
    }


def _by_grade(asked: Sequence[_Asked]) -> Mapping[str, int]:
    """Add up the students of several schools; empty unless we know them for each."""
    together: Counter[str] = Counter()
    for one in asked:
        if one.by_grade is None:
            return {}
        together.update(one.by_grade)
    return together


def _before(session: Session, row: Round, file: SurveyFile) -> _Before | None:
    """Return the last release of this survey, or of the one that it was copied from or into."""
    if row.sample:
        return None
    for key in earlier_rounds(session, row.key):
        found = []
        for release in releases_in(session, key, (APPROVED,)):
            header = Header.model_validate_json(release.json)
            then, now = header.versions[0], file.versions[0].version
            roots = roots_of(session, {then, now})
            if header.survey == file.name or roots.get(then, "") == roots[now]:
                found.append((header.survey != file.name, header, release))
        # A round may have asked both.
        for _is_other, header, release in sorted(found, key=itemgetter(0)):
            return _Before(header.round_name, release, _limited(session, header, file))
    return None


def _limited(session: Session, then: Header, file: SurveyFile) -> frozenset[str]:
    """The questions with other limits in some version of then or now."""
    texts = survey_texts(session, set(then.versions))
    every = (*map(published_survey, texts.values()), *file.versions)
    limits: dict[str, set[object]] = {}
    for question in (question for survey in every for question in survey.questions()):
        limits.setdefault(question.name, set()).add(question.limits)
    return frozenset(name for name, found in limits.items() if len(found) > 1)
