"""Published surveys from the JSON that they were frozen as."""

import re
from functools import lru_cache

from survey_app.surveys.model import Survey


@lru_cache(maxsize=64)
def published_survey(json: str) -> Survey:
    """The survey that was frozen as this text. A frozen text never changes, so it is read once in each process."""
    return Survey.model_validate_json(json)


def version_order(version: str) -> list[str | int]:
    """What sorts versions from the oldest to the newest: "student-2026.9" comes before "student-2026.10"."""
    parts = re.split(r"([0-9]+)", version)
    return [int(part) if at % 2 else part for at, part in enumerate(parts)]


def name_of(version: str) -> str:
    """The survey that this is a version of: "student-2026.10" is one of "student"."""
    return version.rpartition("-")[0]
