"""A district whose schools ask a survey with every type of question, for tests of the public door."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey_app.actions.surveys.catalog import publish_survey
from survey_app.store.tables import District, Link, Round, School
from survey_app.surveys.model import Section, Survey
from survey_app.surveys.questions import Choice
from survey_app.surveys.text import Text
from survey_app.surveys.types import (
    ChooseOne,
    ChooseSeveral,
    LongText,
    Matrix,
    Question,
    Scale,
    ShortText,
    WholeNumber,
    YesNo,
)

TODAY = date(2027, 4, 6)
ROUND = "spring-2027"
SURVEY = "/s/merced-high/student"
HTML_CHOICE = '<b>bold</b> & "quoted"'


def words(english: str) -> Text:
    return Text(words={"en": english, "es": f"{english} (es)", "ar": f"{english} (ar)"})


def choices(*codes: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(code=code, text=words(code), other=code == "other", exclusive=code == "none") for code in codes
    )


def every_type(belong: str) -> tuple[Question, ...]:
    """A question of each type; `belong` is the first choice of the first one."""
    safe: dict[str, Any] = {"privacy": "safe"}
    some = choices("food", "tutor", "bus", "none")
    places = choices("clinic", "pantry")
    return (
        Scale(name="belong", ask=words("Belong?"), choices=choices(belong, "little"), no_answer=True, **safe),
        ChooseOne(name="needs1", ask=words("Need?"), choices=choices("food", "tutor", "other"), **safe),
        ChooseSeveral(name="needs3", ask=words("Needs?"), choices=some, most=2, **safe),
        YesNo(name="helped", ask=words("Helped?"), choices=choices("yes", "no", "not_sure"), **safe),
        Matrix(name="know", ask=words("Know?"), choices=choices("yes", "no"), rows=places, **safe),
        WholeNumber(name="siblings", ask=words("How many?"), lowest=0, highest=20, **safe),
        ShortText(name="open_place", ask=words("Where?"), privacy="identifier", longest=100),
        LongText(name="open_change", ask=words("Change?"), privacy="identifier", longest=2000),
    )


def a_survey(version: str = "student-2026.1", audience: str = "student", belong: str = "some") -> Survey:
    """Every type of question; `belong` is the first choice of the first, so that versions can differ."""
    return Survey(
        name=version.partition("-")[0],
        audience=audience,
        version=version,
        language="en",
        languages=("en", "es", "ar"),
        minutes=8,
        consent="none",
        title=words("Student survey"),
        start=(words("{school_name} is asking."),),
        thanks=(words("Thank you."),),
        help=(words("Call 988."),),
        sections=(Section(name="belonging", title=words("You"), questions=every_type(belong)),),
    )


ROUNDS = {
    "spring-2027": ("open", date(2027, 3, 1), date(2027, 5, 1)),
    "fall-2026": ("closed", date(2026, 9, 1), date(2026, 11, 1)),
    "next": ("rehearsal", date(2027, 9, 1), date(2027, 11, 1)),
}
ASKED = (
    (ROUND, "merced-high", "student", "student-2026.1"),
    (ROUND, "merced-high", "family", "family-2026.1"),
    ("fall-2026", "golden-valley-high", "student", "student-2026.1"),
    ("next", "buhach-colony-high", "student", "student-2026.1"),
)


def open_everything(engine: Engine) -> None:
    """Merced High asks students and families, has an old student version; Golden Valley is closed; Buhach rehearses."""
    older = a_survey("student-2025.1", belong="a_lot")
    with Session(engine) as session:
        for survey in (a_survey(), older, a_survey("family-2026.1", "family")):
            publish_survey(session, survey, datetime(2026, 11, 1, tzinfo=UTC))
        session.add(District(code="24-65789", name="Merced Union High School District"))
        session.flush()
        for number, slug in enumerate(("merced-high", "golden-valley-high", "buhach-colony-high")):
            school = School(slug=slug, district="24-65789", cds=f"2465789000000{number}", name=slug.title())
            school.city, school.grade_low, school.grade_high = "Merced", 9, 12
            session.add(school)
        for key, (state, opens_on, closes_on) in ROUNDS.items():
            session.add(a_round(key, state, opens_on, closes_on))
        session.flush()
        for key, school_slug, audience, version in ASKED:
            session.add(Link(round=key, school=school_slug, audience=audience, version=version, sections=[]))
        session.commit()


def a_round(key: str, state: str, opens_on: date, closes_on: date) -> Round:
    return Round(
        key=key, district="24-65789", name=key.title(), state=state, opens_on=opens_on, closes_on=closes_on
    )


def a_response(**changes: Any) -> dict[str, Any]:
    """The JSON body of a response; `changes` replaces any key."""
    body = {
        "id": str(uuid4()),
        "version": "student-2026.1",
        "language": "es",
        "channel": "web",
        "code": None,
        "answers": {
            "belong": "some",
            "needs1": "other",
            "needs1.other": "Zapatos",
            "needs3": ["tutor", "food"],
            "know": {"clinic": "yes"},
            "siblings": "3",
            "open_change": "Más baños abiertos",
        },
    }
    return {**body, **changes}
