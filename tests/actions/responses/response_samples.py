"""A district, a school, an open round and responses, for tests of the sealed box."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from survey_app.actions.responses.store_responses import Submission
from survey_app.actions.surveys.catalog import publish_survey
from survey_app.store.tables import INBOXES, District, Link, Round, School
from survey_app.surveys.answers import Reading
from survey_app.surveys.model import Section, Survey
from survey_app.surveys.questions import Choice
from survey_app.surveys.text import Text
from survey_app.surveys.types import ChooseOne, LongText

ROUND = "spring-2027"
DAY = date(2027, 4, 6)
SCHOOLS = ("merced-high", "golden-valley-high")


def words(english: str) -> Text:
    return Text(words={"en": english})


def a_survey(version: str = "student-2026.1", audience: str = "student") -> Survey:
    """Two questions: how much do you belong (with "other"), and what should change (free text)."""
    choices = tuple(Choice(code=code, text=words(code)) for code in ("some", "little"))
    other = Choice(code="other", text=words("other"), other=True, fixed=True)
    belong = ChooseOne(name="belong", ask=words("Belong?"), privacy="safe", choices=(*choices, other))
    change = LongText(name="open_change", ask=words("Change?"), privacy="identifier", longest=500)
    return Survey(
        name="student",
        audience=audience,
        version=version,
        language="en",
        languages=("en",),
        minutes=8,
        consent="none",
        title=words("Student survey"),
        start=(),
        thanks=(),
        help=(),
        sections=(Section(name="belonging", title=words("You"), questions=(belong, change)),),
    )


def open_everything(engine: Engine, state: str = "open") -> None:
    """A district with two high schools, a round that asks their students, and another that has no links."""
    with Session(engine) as session:
        publish_survey(session, a_survey(), datetime(2026, 11, 1, tzinfo=UTC))
        session.add(District(code="24-65789", name="Merced Union High School District"))
        session.flush()
        for number, slug in enumerate(SCHOOLS):
            school = School(slug=slug, district="24-65789", cds=f"2465789000000{number}", name=slug.title())
            school.city, school.grade_low, school.grade_high = "Merced", 9, 12
            session.add(school)
        session.add_all([a_round(ROUND, state), a_round("other-round", state)])
        session.flush()
        session.add_all(
            Link(round=ROUND, school=slug, audience="student", version="student-2026.1", sections=[])
            for slug in SCHOOLS
        )
        session.commit()


def a_round(key: str, state: str = "open", *, sample: bool = False) -> Round:
    dates = {"opens_on": date(2027, 3, 1), "closes_on": date(2027, 5, 1)}
    return Round(key=key, district="24-65789", name=key.title(), state=state, sample=sample, **dates)


def a_submission(
    answers: dict[str, Any] | None = None, others: dict[str, str] | None = None, **changes: Any
) -> Submission:
    """A response of a student of Merced High; `changes` replaces any field."""
    fields = {
        "id": str(uuid4()),
        "round": ROUND,
        "school": "merced-high",
        "audience": "student",
        "version": "student-2026.1",
        "language": "en",
        "channel": "web",
    }
    reading = Reading(answers={"belong": "some"} if answers is None else answers, others=others or {})
    return Submission(**{**fields, **changes}, reading=reading)


def all_waiting(engine: Engine) -> list[tuple[bytes, int, bytes]]:
    """Nullifier, epoch and sealed response of all that is in either inbox, by nullifier."""
    with engine.connect() as connection:
        rows = [
            tuple(row)
            for inbox in INBOXES
            for row in connection.execute(select(inbox.nullifier, inbox.epoch, inbox.sealed))
        ]
    return sorted(rows)
