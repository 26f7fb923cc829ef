"""Schools from the state's files: see what will change, then apply exactly that. Or add one school by hand."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.directory.enrollment_file import Enrollment
from survey_app.directory.languages_file import required_languages
from survey_app.directory.schools_file import StateDistrict, StateSchool, slug_for
from survey_app.errors import SchoolError
from survey_app.languages.listed import TAG
from survey_app.store.schools.schools import add, get_district, get_school, is_cds_taken, schools_in, slugs
from survey_app.store.tables import District, School
from survey_app.vocabulary import HIGHEST_GRADE, LOWEST_GRADE

_CODE = re.compile(r"\d{2}-\d{5}")
_TAG = re.compile(TAG)


@dataclass(frozen=True)
class Change:
    """A school that is new or changes. fields: name of a field → its value before and after; before is None if new."""

    slug: str
    cds: str
    name: str
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Changes:
    """What an import would do. left_out: schools of the file where nobody can be asked, with the reason.

    gone: schools here that the file calls closed, or does not have. We archive them and keep their responses.
    may_offer: schools that serve other grades than they may offer, with what they may offer.
    """

    district: str
    district_name: str
    new: Sequence[Change] = ()
    changed: Sequence[Change] = ()
    unchanged: Sequence[str] = ()
    gone: Sequence[Change] = ()
    left_out: Sequence[tuple[str, str]] = ()
    may_offer: Sequence[tuple[str, str]] = ()
    fingerprint: str = field(default="", compare=False)

    @property
    def names(self) -> list[str]:
        """The names of the schools that the import writes."""
        return [change.name for change in (*self.new, *self.changed)]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.new or self.changed or self.gone)


def plan_import(
    session: Session,
    district: StateDistrict,
    enrollments: Mapping[str, Enrollment],
    languages: Mapping[str, Mapping[str, int]],
) -> Changes:
    """Plan what would change; write nothing."""
    here = {school.cds: school for school in schools_in(session, district.code)}
    taken, new, changed, unchanged = slugs(session), [], [], []
    for school in [each for each in district.schools if not each.problem]:
        school_here = here.get(school.cds)
        wanted = _fields(school, enrollments.get(school.cds), languages.get(school.cds, {}), school_here)
        if school_here is None:
            new.append(_addition(school, wanted, taken))
        elif fields := _differences(school_here, wanted):
            changed.append(Change(school_here.slug, school.cds, school_here.name, fields))
        else:
            unchanged.append(school_here.name)
    left_out, may_offer = _remarks(district, here)
    return Changes(
        district=district.code,
        district_name=district.name,
        new=new,
        changed=changed,
        unchanged=unchanged,
        gone=_gone(here, district),
        left_out=left_out,
        may_offer=may_offer,
        fingerprint=_fingerprint(here),
    )


def _remarks(
    district: StateDistrict, here: Mapping[str, School]
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What is left out and why, and which grades schools may offer beyond those that they serve; by name."""
    left_out = [
        (each.name, each.problem) for each in district.schools if each.problem and each.cds not in here
    ]
    may_offer = [
        (each.name, each.may_offer) for each in district.schools if each.may_offer and not each.problem
    ]
    return left_out, may_offer


def _addition(school: StateSchool, wanted: Mapping[str, object], taken: set[str]) -> Change:
    slug = slug_for(school.name, school.city, taken)
    taken.add(slug)
    return Change(slug, school.cds, school.name, {name: (None, value) for name, value in wanted.items()})


def _differences(known: School, wanted: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """Field → its value before and after, for those that change."""
    before = {name: getattr(known, name) for name in wanted}
    return {name: (before[name], value) for name, value in wanted.items() if before[name] != value}


def apply_import(session: Session, by: str, changes: Changes, now: datetime) -> None:
    """Do what was planned. Raises SchoolError if the schools here have changed since the plan."""
    with changing(session, Actor(by, now), "schools import") as change:
        here = {school.cds: school for school in schools_in(session, changes.district)}
        if _fingerprint(here) != changes.fingerprint:
            raise SchoolError("schools_changed_since", "file")
        if get_district(session, changes.district) is None:
            add(session, District(code=changes.district, name=changes.district_name))
        for new in changes.new:
            values = {name: after for name, (_before, after) in new.fields.items()}
            add(session, School(slug=new.slug, district=changes.district, cds=new.cds, **values))
        for old in (*changes.changed, *changes.gone):
            for name, (_before, after) in old.fields.items():
                setattr(here[old.cds], name, after)
        details = {"new": len(changes.new), "changed": len(changes.changed), "gone": len(changes.gone)}
        change.log(changes.district, changes.district, details)


@dataclass(frozen=True)
class SchoolByHand:
    """A school as somebody types it in. enrollment: None if nobody knows it."""

    name: str
    city: str
    cds: str
    grade_low: int | None
    grade_high: int | None
    enrollment: int | None
    enrollment_source: str
    languages: tuple[str, ...] = ()


def add_school(session: Session, by: str, district: str, typed: SchoolByHand, now: datetime) -> str:
    """Add a school. Return its slug. Raises SchoolError with everything that the person must correct."""
    with changing(session, Actor(by, now), "school add") as change:
        faults = _faults(typed)
        if "cds" not in faults and is_cds_taken(session, typed.cds):
            faults["cds"] = "cds_taken"
        if "cds" not in faults and f"{typed.cds[:2]}-{typed.cds[2:7]}" != district:
            faults["cds"] = "cds_of_other_district"
        if not _CODE.fullmatch(district) or get_district(session, district) is None:
            faults["district"] = "district_not_chosen"
        if faults:
            raise SchoolError.at(faults)
        slug = slug_for(typed.name, typed.city, slugs(session))
        add(session, School(slug=slug, district=district, cds=typed.cds, **_values(typed)))
        change.log(slug, district)
        return slug


def change_school(session: Session, by: str, slug: str, typed: SchoolByHand, now: datetime) -> None:
    """Change a school. Its slug and CDS code stay, because posters are already printed. Raises SchoolError."""
    if faults := {name: code for name, code in _faults(typed).items() if name != "cds"}:
        raise SchoolError.at(faults)
    with changing(session, Actor(by, now), "school change") as change:
        school = get_school(session, slug)
        if school is None:
            raise SchoolError("no_school", "slug")
        values = _values(typed)
        changed = [name for name, value in values.items() if getattr(school, name) != value]
        for name in changed:
            setattr(school, name, values[name])
        change.log(slug, school.district, {"fields": changed})


def _values(typed: SchoolByHand) -> dict[str, Any]:
    return {
        "name": typed.name.strip(),
        "city": typed.city.strip(),
        "grade_low": typed.grade_low,
        "grade_high": typed.grade_high,
        "enrollment": typed.enrollment,
        "enrollment_source": typed.enrollment_source.strip() or None,
        "languages": list(typed.languages),
    }


def _faults(typed: SchoolByHand) -> dict[str, str]:
    faults = {}
    if not typed.name.strip():
        faults["name"] = "name_missing"
    if not re.fullmatch(r"\d{14}", typed.cds) or typed.cds.endswith("0000000"):
        faults["cds"] = "cds_wrong"
    if (
        typed.grade_low is None
        or typed.grade_high is None
        or not LOWEST_GRADE <= typed.grade_low <= typed.grade_high <= HIGHEST_GRADE
    ):
        faults["grades"] = "grades_wrong"
    if typed.enrollment is not None and not 0 <= typed.enrollment < 100_000:
        faults["enrollment"] = "enrollment_out_of_range"
    if typed.enrollment is not None and not typed.enrollment_source.strip():
        faults["enrollment_source"] = "enrollment_source_missing"
    if any(not _TAG.fullmatch(language) for language in typed.languages):
        faults["languages"] = "school_languages_unknown"
    return faults


def _fields(
    school: StateSchool, enrollment: Enrollment | None, counts: Mapping[str, int], known: School | None
) -> dict[str, Any]:
    """Return what the files say about a school. What they do not say stays as it is."""
    fields: dict[str, Any] = {
        "name": school.name,
        "city": school.city,
        "grade_low": school.low,
        "grade_high": school.high,
        "is_archived": False,
    }
    if enrollment is not None:
        fields["enrollment"], fields["enrollment_source"] = enrollment.total, enrollment.source
        fields["enrollment_by_grade"] = dict(enrollment.by_grade)
    elif known is None:
        fields["enrollment"] = None
    if counts:
        total = enrollment.total if enrollment else known.enrollment if known else None
        spoken = list(known.languages) if known else []
        needed = [each for each in required_languages(counts, total) if each not in spoken]
        fields["language_counts"], fields["languages"] = dict(counts), [*spoken, *needed]
    return fields


def _gone(here: Mapping[str, School], district: StateDistrict) -> list[Change]:
    active = {school.cds for school in district.schools if not school.problem}
    return [
        Change(school.slug, cds, school.name, {"is_archived": (False, True)})
        for cds, school in here.items()
        if cds not in active and not school.is_archived
    ]


def _fingerprint(here: Mapping[str, School]) -> str:
    """Return a fingerprint that differs when a school came, went or changed."""
    columns = [column.name for column in School.__table__.columns if column.name != "logo"]
    rows = [[getattr(school, name) for name in columns] for _cds, school in sorted(here.items())]
    return sha256(json.dumps(rows, sort_keys=True, default=str).encode()).hexdigest()
