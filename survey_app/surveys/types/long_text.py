"""Several lines of text."""

from typing import Literal

from pydantic import Field

from survey_app.surveys.types.words import Words


class LongText(Words):
    """Several lines of text."""

    type: Literal["long_text"] = "long_text"
    longest: int = Field(500, ge=1, le=2000, description="The most characters, 1 to 2000.")
