"""Yes, no or not sure."""

from typing import Literal

from survey_app.surveys.types.choices import Points


class YesNo(Points):
    """Yes, no or not sure."""

    not_written = ("choices",)
    type: Literal["yes_no"] = "yes_no"
