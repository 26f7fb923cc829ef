"""The catalog: all that the public door needs to know, read once and kept. Also publishes what it asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256

from sqlalchemy.orm import Session

from survey_app.actions.schools.branding import as_drawn
from survey_app.actions.surveys.shown_links import by_school, choose
from survey_app.actions.surveys.speech import Speech, speaking
from survey_app.directory.languages_file import most_spoken
from survey_app.errors import NotFound, SurveyFileError
from survey_app.store.catalog import LinkRow, districts, links, owners_of, schools, versions
from survey_app.store.clips import clips
from survey_app.store.database.engine import writing
from survey_app.store.schools.schools import counts_in
from survey_app.store.tables import District, Link, Round, School, SurveyVersion
from survey_app.store.texts import newest_wordings
from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.published import published_survey
from survey_app.surveys.sizes import check_size, response_size
from survey_app.surveys.words.clips import Clip
from survey_app.surveys.words.wordings import Wording
from survey_app.surveys.yaml_file import library_versions, load_library
from survey_app.vocabulary import TAKING


@dataclass(frozen=True)
class OpenLink:
    """What one audience is asked at one school. state: rehearsal, open or closed, on the day of the catalog.

    survey: speaks only the languages that are offered here. access: open, or codes. color: of the school, or "".
    interface: what the district says in place of the words of our pages. clips: what it has recorded, in any language.
    """

    round_key: str
    round_name: str
    state: str
    closes_on: date
    school_slug: str
    audience: str
    version: str
    survey: Survey
    facts: SchoolFacts
    sample: bool
    access: str = "open"
    color: str = ""
    interface: tuple[Wording, ...] = ()
    clips: tuple[Clip, ...] = ()


@dataclass(frozen=True)
class CatalogSchool:
    """A school with its links by audience. facts: without the optional sections, because those belong to a link.

    color: its own or its district's, "#145c48"; empty for the usual one. interface: what its district says in place of
    our words.
    """

    slug: str
    name: str
    city: str
    district_name: str
    facts: SchoolFacts
    links: Mapping[str, OpenLink]
    color: str = ""
    interface: tuple[Wording, ...] = ()


@dataclass(frozen=True)
class Catalog:
    """A snapshot that never asks the database again. districts: code → name, sorted by name; schools: by name.

    taking: every link that takes responses, by (round, school, audience), even those that pages no longer show.
    languages: every language that a page may have been read in, also where it is not offered any more.
    """

    districts: Mapping[str, str]
    schools: Mapping[str, CatalogSchool]
    versions: Mapping[str, Survey]
    taking: Mapping[tuple[str, str, str], OpenLink] = field(default_factory=dict)
    languages: frozenset[str] = frozenset()

    @cached_property
    def interface(self) -> tuple[Wording, ...]:
        """What pages of no school say in place of our words: what every district here says, or nothing."""
        said = {school.interface for school in self.schools.values()}
        return said.pop() if len(said) == 1 else ()


def read_catalog(session: Session, today: date) -> Catalog:
    """Read the catalog as it is on this day. Rounds of sample data have no links."""
    published = versions(session)
    surveys = {row.version: published_survey(row.json) for row in published}
    rows = links(session)
    every = {district.code: district for district in districts(session)}
    speech = Speech(published, newest_wordings(session), clips(session))
    every_school = schools(session)
    district_of = {school.slug: school.district for school in every_school}
    schools_by_slug = _schools(every_school, every, speech, by_school(choose(rows, today)))
    taking = {
        (row.round, row.school, row.audience): _link(
            row, speech.of(row.version, district_of[row.school]), schools_by_slug[row.school].facts, ""
        )
        for row in rows
        if row.state in TAKING and row.school in schools_by_slug
    }
    names = {code: district.name for code, district in every.items()}
    return Catalog(names, schools_by_slug, surveys, taking, speech.languages())


def preview_link(session: Session, link: Link) -> OpenLink:
    """Show a link as those who answer will see it, whatever the phase of its round. Its state is "preview"."""
    round_ = session.get(Round, link.round)
    school = session.get(School, link.school)
    version = session.get(SurveyVersion, link.version)
    district = session.get(District, school.district) if school else None
    if round_ is None or school is None or version is None or district is None:
        raise NotFound("nothing_here")
    row = LinkRow(
        round_.key,
        round_.name,
        "preview",
        round_.opens_on,
        round_.closes_on,
        school.slug,
        link.audience,
        link.version,
        link.sections,
        link.access,
        link.languages,
    )
    speech = Speech([version], newest_wordings(session, district.code))
    facts = _facts(school, district.name, most_spoken(counts_in(session, district.code)))
    shown = _link(
        row, speech.of(link.version, district.code), facts, as_drawn(school.color or district.color)
    )
    return replace(shown, interface=speech.interface(district.code))


def preview_survey(session: Session, survey: Survey, school: School, today: date) -> OpenLink:
    """Show a survey that no round asks, as a school would ask it, with all of its sections. Its state is "preview"."""
    district = session.get_one(District, school.district)
    row = LinkRow(
        "", "", "preview", today, today, school.slug, survey.audience, survey.version, [], "open", []
    )
    facts = _facts(school, district.name, most_spoken(counts_in(session, district.code)))
    link = _link(row, survey, facts, as_drawn(school.color or district.color))
    return replace(link, facts=replace(facts, sections=frozenset(each.name for each in survey.sections)))


def publish_survey(session: Session, survey: Survey, now: datetime) -> None:
    """Freeze a version that everybody may ask. If it is already there with the same content, nothing happens.

    Raises as `freeze` does. Callers run all other checks (`surveys.checks`).
    """
    with writing(session):
        freeze(session, survey, now)


def freeze(
    session: Session, survey: Survey, now: datetime, district: str | None = None, root: str | None = None
) -> None:
    """Freeze a version inside a transaction. district: only it may ask it. root: the survey that it came from.

    Raises SurveyFileError if this version was published with another content, or if its responses would be too large.
    """
    content = survey.model_dump_json()
    digest = sha256(content.encode()).hexdigest()
    published = session.get(SurveyVersion, survey.version)
    if published is None:
        if owners_of(session, survey.name) - {district}:
            raise SurveyFileError([Fault("name_of_others", ("name",), {"name": survey.name})])
        if faults := [fault.at(survey.version) for fault in check_size(survey)]:
            raise SurveyFileError(faults)
        row = SurveyVersion(version=survey.version, audience=survey.audience, json=content, sha256=digest)
        row.published_at, row.response_size = now, response_size(survey)
        row.district, row.root = district, root or survey.name
        session.add(row)
        session.flush()
    elif published.sha256 != digest or published.district != district:
        values = {"version": survey.version, "next": _next(survey)}
        raise SurveyFileError([Fault("frozen", (), values)])


def publish_library(session: Session, now: datetime) -> None:
    """Publish the new bundled surveys before anything is served, so that no page has to.

    A published version stays as it is, even if its file has changed since.
    """
    measure_versions(session)
    published = {row.version for row in versions(session)}
    if library_versions() <= published:
        return
    for survey in load_library().values():
        if survey.version not in published:
            publish_survey(session, survey, now)


def measure_versions(session: Session) -> None:
    """Note the size of the responses of versions that were published before we noted sizes, however large."""
    unmeasured = [row.version for row in versions(session) if row.response_size is None]
    if not unmeasured:
        return
    with writing(session):
        for version in unmeasured:
            row = session.get_one(SurveyVersion, version)
            row.response_size = response_size(published_survey(row.json))


def _next(survey: Survey) -> str:
    name, _, number = survey.version.rpartition(".")
    return f"{name}.{int(number) + 1}"


def _schools(
    every: Sequence[School],
    of_code: Mapping[str, District],
    speech: Speech,
    by_school: Mapping[str, Sequence[LinkRow]],
) -> dict[str, CatalogSchool]:
    spoken = _spoken_by_district(every)
    return {
        school.slug: _school(
            school,
            _facts(school, of_code[school.district].name, spoken[school.district]),
            speech,
            by_school.get(school.slug, []),
            as_drawn(school.color or of_code[school.district].color or ""),
        )
        for school in every
        if not school.is_archived or school.slug in by_school
    }


def _school(
    school: School, facts: SchoolFacts, speech: Speech, rows: Iterable[LinkRow], color: str
) -> CatalogSchool:
    said, recorded = speech.interface(school.district), speech.clips(school.district)
    links = {
        row.audience: replace(
            _link(row, speech.of(row.version, school.district), facts, color), interface=said, clips=recorded
        )
        for row in rows
    }
    return CatalogSchool(
        school.slug, school.name, school.city, facts.district_name, facts, links, color, said
    )


def _spoken_by_district(every: Iterable[School]) -> dict[str, frozenset[str]]:
    counts: dict[str, list[Mapping[str, int]]] = {}
    for school in every:
        counts.setdefault(school.district, []).append({} if school.is_archived else school.language_counts)
    return {district: most_spoken(each) for district, each in counts.items()}


def _facts(school: School, district_name: str, spoken_in_district: frozenset[str]) -> SchoolFacts:
    # What staff chose for paper comes first: it is surer than the count of English learners.
    counted = sorted(
        school.language_counts, key=lambda language: (-school.language_counts[language], language)
    )
    chosen = sorted(school.languages, key=lambda language: -school.language_counts.get(language, 0))
    return SchoolFacts(
        school.name,
        district_name,
        school.grade_low,
        school.grade_high,
        school.enrollment,
        spoken=tuple(dict.fromkeys([*chosen, *counted])),
        spoken_in_district=spoken_in_district,
    )


def _link(row: LinkRow, survey: Survey, facts: SchoolFacts, color: str) -> OpenLink:
    return OpenLink(
        round_key=row.round,
        round_name=row.round_name,
        state=row.state,
        closes_on=row.closes_on,
        school_slug=row.school,
        audience=row.audience,
        version=row.version,
        survey=speaking(survey, tuple(row.languages)) if row.languages else survey,
        facts=replace(facts, sections=frozenset(row.sections)),
        sample=False,
        access=row.access,
        color=color,
    )
