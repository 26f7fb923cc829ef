"""gunicorn's own log, without what it says about requests."""

from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from survey_app.web.request_log import JsonLines, WithoutWords

_ABOUT_REQUESTS = {"workers", "http"}


class _OfGunicorn(WithoutWords):
    def format(self, record: Any) -> str:
        """Write the line for a record. What gunicorn's parent says of its workers and sockets keeps its words."""
        if _ABOUT_REQUESTS & set(Path(record.pathname).parts):
            return super().format(record)
        return JsonLines.format(self, record)


class GunicornLog(Logger):  # type: ignore[misc] # gunicorn has no types
    """Writes gunicorn's log in our format. If a request fails, it says only where in the code."""

    def setup(self, cfg: Any) -> None:
        """Set up its handlers."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(_OfGunicorn())
