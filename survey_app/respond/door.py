"""What the public door needs from the rest of the app. The factory puts it together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from flask import Flask, current_app

from survey_app.actions.responses.access_codes import AccessCodes
from survey_app.actions.responses.envelopes import EnvelopeKeys
from survey_app.actions.responses.store_responses import Receipt, Submission
from survey_app.actions.surveys.catalog import OpenLink
from survey_app.config import Settings
from survey_app.errors import Malformed, NotJson, TooLarge, TooMany, WrongOrigin
from survey_app.respond.rate_limit import RateLimit
from survey_app.respond.snapshot import CatalogSource
from survey_app.web.metrics.monitor import Monitor

_NAME = "survey_app.public_door"


class Writer(Protocol):
    """Whatever stores a response: the response writer."""

    def submit(self, submission: Submission) -> Receipt:
        """Store it. Return once it is safe on disk. Raises Closed, AlreadyUsed, IdUsed, Busy."""
        ...

    def submit_anew(self, submission: Submission) -> Receipt:
        """Do the same, under an id of its own if another response has its id. Raises Closed, AlreadyUsed, Busy."""
        ...


@dataclass(frozen=True)
class PublicDoor:
    """The ports of the public door. why_not_ready: what keeps us from storing responses now, as code and message.

    monitor: None if nobody may read the metrics. sound: name → the recorded clip, if there is one.
    """

    settings: Settings
    catalog: CatalogSource
    writer: Writer
    envelopes: EnvelopeKeys
    codes: AccessCodes
    budget: RateLimit
    why_not_ready: Callable[[], Sequence[Mapping[str, str]]]
    monitor: Monitor | None = None
    sound: Callable[[str], bytes | None] = lambda _: None

    @contextmanager
    def charging(self, link: OpenLink) -> Iterator[None]:
        """Count a malformed request against the link's budget. Raises TooMany once the budget is spent."""
        try:
            yield
        except (Malformed, NotJson, TooLarge, WrongOrigin):
            wait = self.budget.count(f"{link.school_slug}/{link.audience}")
            if wait is None:
                raise
            raise TooMany("too_many_malformed", details={"retry_after": wait}) from None


def install_door(app: Flask, door: PublicDoor) -> None:
    """Make the door known to the views."""
    app.extensions[_NAME] = door


def the_door() -> PublicDoor:
    """Return the door of the running app."""
    door: PublicDoor = current_app.extensions[_NAME]
    return door
