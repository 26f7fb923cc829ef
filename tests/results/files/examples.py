"""A survey whose texts try everything that a spreadsheet, a page or a reader could get wrong."""

from typing import Any

from survey_app.results.cells import SurveyFile, survey_file
from survey_app.surveys.model import Survey
from survey_app.surveys.questions import Choice
from survey_app.surveys.text import Text
from survey_app.surveys.types import ChooseOne, ChooseSeveral, LongText, Matrix, WholeNumber
from tests.results.populations import FACTS
from tests.surveys.examples import a_survey

LANGUAGES = ("en", "es", "pa", "ar")


def say(english: str, *, drafts: tuple[str, ...] = (), **others: str) -> Text:
    return Text(words={"en": english, **others}, drafts=drafts)


def a_code(code: str, text: Text, **changes: Any) -> Choice:
    return Choice(code=code, text=text, **changes)


GRADE = ChooseOne(
    name="grade",
    ask=say("Grade?", es="¿Qué grado?", pa="ਜਮਾਤ?", ar="أي صف؟"),
    privacy="identifier",
    choices=(
        a_code("9", say("Grade 9", es="9.º grado"), grade=9),
        a_code("10", say("Grade 10", es="10.º grado"), grade=10),
    ),
)
NEEDS = ChooseSeveral(
    name="needs",
    ask=say(
        "=What would help?",
        es="¿Qué ayudaría, «más»?",
        pa="ਕੀ ਮਦਦ ਕਰੇਗਾ?",
        ar="ما الذي يساعد؟",
        drafts=("ar",),
    ),
    privacy="safe",
    not_apply=True,
    choices=(
        a_code("tutor", say('Help, with "classes"', es="Clases de apoyo", pa="ਪੜ੍ਹਾਈ", ar="دروس")),
        a_code("facil", say("-Bathrooms", es="Baños", pa="＝ਬਾਥਰੂਮ")),
        a_code("other", say("<b>Other</b> & more"), other=True, fixed=True),
    ),
)
KNOW = Matrix(
    name="know",
    ask=say("Do you know where?"),
    privacy="safe",
    rows=(a_code("food", say("Food", es="Comida")),),
    choices=(a_code("yes", say("Yes", es="Sí")), a_code("no", say("No"))),
)
DAYS = WholeNumber(
    name="days", ask=say("Days?"), privacy="safe", when=["and", ["eq", "know", "yes"], ["ge", "days", 1]]
)
WISH = LongText(name="wish", ask=say("One wish?"), privacy="rare")


def a_spoken_survey(**changes: Any) -> Survey:
    survey = a_survey({"name": "first", "questions": []}, languages=LANGUAGES)
    section = survey.sections[0].model_copy(
        update={"title": say("You", es="Usted"), "questions": (GRADE, NEEDS, KNOW, DAYS, WISH)}
    )
    return survey.model_copy(update={"sections": (section,), **changes})


def a_spoken_file() -> SurveyFile:
    return survey_file([a_spoken_survey()], FACTS)
