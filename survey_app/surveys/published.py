"""Read published surveys from the JSON that we froze."""

import re
from functools import lru_cache

from survey_app.surveys.model import Survey


@lru_cache(maxsize=64)
def published_survey(json: str) -> Survey:
    """Read the survey from its frozen JSON. Frozen text never changes, so each process parses it only once."""
    return Survey.model_validate_json(json)


def version_order(version: str) -> list[str | int]:
    """A key that sorts versions from oldest to newest: "student-2026.9" comes before "student-2026.10"."""
    parts = re.split(r"([0-9]+)", version)
    return [int(part) if at % 2 else part for at, part in enumerate(parts)]


def name_of(version: str) -> str:
    """The name of the survey in a version: "student-2026.10" → "student"."""
    return version.rpartition("-")[0]
