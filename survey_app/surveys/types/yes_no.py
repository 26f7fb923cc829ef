"""Yes, no or not sure."""

from types import MappingProxyType
from typing import Literal

from survey_app.surveys.types.choices import Points


class YesNo(Points):
    """Yes, no or not sure."""

    named_lists = MappingProxyType({"choices": "yn"})
    type: Literal["yes_no"] = "yes_no"
