"""Published surveys from the JSON that they were frozen as."""

from functools import lru_cache

from survey_app.surveys.model import Survey


@lru_cache(maxsize=64)
def published_survey(json: str) -> Survey:
    """The survey that was frozen as this text. A frozen text never changes, so it is read once in each process."""
    return Survey.model_validate_json(json)
