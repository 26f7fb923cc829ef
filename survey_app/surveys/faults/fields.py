"""Types for the fields of a survey, beyond those of pydantic."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from survey_app.languages.listed import TAG
from survey_app.vocabulary import HIGHEST_GRADE, LOWEST_GRADE

NAME = r"^[a-z0-9][a-z0-9_]*$"
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def _read_truth(value: Any) -> Any:
    """Read true or false, also from the word in a file. `yes` and `1` are words, not truth values."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _TRUTHS:
        return _TRUTHS[value]
    raise PydanticCustomError("not_true_or_false", "must be true or false")


Name = Annotated[str, StringConstraints(pattern=NAME)]
"""A name or code: a to z, digits and _. It does not begin with _."""
Truth = Annotated[bool, BeforeValidator(_read_truth)]
"""True or false."""
Tag = Annotated[str, StringConstraints(pattern=f"^{TAG}$")]
"""The BCP 47 tag of a language: "es", "zh-Hant"."""
Grade = Annotated[int, Field(ge=LOWEST_GRADE, le=HIGHEST_GRADE)]
"""A grade: TK is -1, K is 0."""
