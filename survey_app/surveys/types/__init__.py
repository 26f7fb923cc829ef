"""The question types, one module and one class each. A new type needs a module here, a line below, and a macro.

    type            answer                     blank
    choose_one      "10"                       None
    scale, yes_no   "some", "na", "pnts"       None
    choose_several  ["tutor", "food"]          None    (codes in the order of the definition)
    matrix          {"tutoring": "yes"}        None    (rows without an answer are left out)
    short_text, long_text   "Más baños"        None
    whole_number    3                          None

The macro has the name of the type and is in templates/components/. `question.py` says what a type must define.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, SerializeAsAny

from survey_app.surveys.types.choose_one import ChooseOne
from survey_app.surveys.types.choose_several import ChooseSeveral
from survey_app.surveys.types.long_text import LongText
from survey_app.surveys.types.matrix import Matrix
from survey_app.surveys.types.question import Question
from survey_app.surveys.types.scale import Scale
from survey_app.surveys.types.short_text import ShortText
from survey_app.surveys.types.whole_number import WholeNumber
from survey_app.surveys.types.yes_no import YesNo

__all__ = [
    "QUESTION_TYPES",
    "AnyQuestion",
    "ChooseOne",
    "ChooseSeveral",
    "LongText",
    "Matrix",
    "Question",
    "Scale",
    "ShortText",
    "WholeNumber",
    "YesNo",
]

QUESTION_TYPES: dict[str, type[Question]] = {
    kind.model_fields["type"].default: kind
    for kind in (ChooseOne, ChooseSeveral, Scale, YesNo, Matrix, ShortText, LongText, WholeNumber)
}
"""Type name → its class, in the order of docs/survey-format.md."""


def _as_its_type(given: Any) -> Any:
    """Read a question from its JSON. Raises ValueError, as pydantic requires, if no type has that name."""
    if not isinstance(given, Mapping):
        return given
    kind = QUESTION_TYPES.get(str(given.get("type")))
    if kind is None:
        raise ValueError(f"no question type is called {given.get('type')!r}")
    return kind.model_validate(given)


AnyQuestion = Annotated[Question, BeforeValidator(_as_its_type), SerializeAsAny()]
"""A question of any type, as the field of a model. It is read and written as its own type."""
