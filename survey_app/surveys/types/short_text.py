"""One line of text."""

from typing import Literal

from pydantic import Field

from survey_app.surveys.types.words import Words


class ShortText(Words):
    """One line of text."""

    type: Literal["short_text"] = "short_text"
    longest: int = Field(100, ge=1, le=500, description="The most characters, 1 to 500.")
