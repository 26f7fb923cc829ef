"""One id, one salt, and what the door says of a response."""

from tests.respond.door_samples import SURVEY

URL = f"{SURVEY}/responses"
FORM = f"{SURVEY}/es"
ID = "8c1f7b52-5f0e-4c3b-9a57-0d6a0f6f8f11"
SALT = "9hV0cGFuZGEtdGhlLWJlYg"


def error(response):
    return response.status_code, response.json["error"]["code"]


def belongs(stored) -> list[str]:
    """What each stored response says to the first question, sorted."""
    return sorted(response["answers"]["belong"] for response in stored())
