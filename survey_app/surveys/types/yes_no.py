"""Yes, no or not sure."""

from types import MappingProxyType
from typing import Literal

from survey_app.surveys.questions import CellType
from survey_app.surveys.types.choices import Points


class YesNo(Points):
    """Yes, no or not sure."""

    cell = CellType()
    named_lists = MappingProxyType({"choices": "yn"})
    type: Literal["yes_no"] = "yes_no"
