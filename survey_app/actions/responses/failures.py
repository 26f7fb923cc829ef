"""Count wrong codes and malformed requests together with the other servers. Nothing here is about a response."""

from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from survey_app.actions.responses.access_codes import CodeBook
from survey_app.store.accounts.throttle import add_failures
from survey_app.store.database.engine import writing


class SharedFailures:
    """The failures of links that all servers know of. A row is a keyed hash and a number, for a minute."""

    def __init__(self, engine: Engine, book: CodeBook) -> None:
        self._engine = engine
        self._book = book

    def add(self, link: str, minute: int, count: int) -> int:
        """Add failures of a link in a minute. Return how many all servers counted; only ours if we cannot ask."""
        h = self._book.hash_of(f"failures\0{link}\0{minute}")
        now, over = (datetime.fromtimestamp(60 * each, UTC) for each in (minute, minute + 1))
        try:
            with writing(self._engine) as connection:
                return add_failures(connection, h, count, now, over)
        except (DBAPIError, OSError):
            # The limit is no reason to turn people away with an error of ours.
            return count
