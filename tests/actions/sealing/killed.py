"""Kill a process at a chosen call of our own code, as a power cut or the kernel would: no handler, no clean-up."""

import os
import secrets
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine

from survey_app.actions.sealing.epoch_keys import Chance, EpochKeys
from survey_app.actions.sealing.seal import seal_now
from survey_app.store.database.engine import make_engine
from tests.actions.responses.response_samples import DAY

OURS = str(Path(__file__).parents[3] / "survey_app")

Site = tuple[str, int, str]


class _Calls:
    """Counts the calls that our code makes or receives; kills the process at one of them."""

    def __init__(self, deadly: int | None) -> None:
        self.sites: list[Site] = []
        self._deadly = deadly

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        if event not in ("call", "c_call") or not frame.f_code.co_filename.startswith(OURS):
            return
        if len(self.sites) == self._deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        self.sites.append((frame.f_code.co_filename, frame.f_lineno, event))


def _watched(act: Callable[[], object], deadly: int | None) -> list[Site]:
    calls = _Calls(deadly)
    sys.setprofile(calls)
    try:
        act()
    finally:
        sys.setprofile(None)
    return calls.sites


def run(act: Callable[[Engine, EpochKeys], object], url: str, folder: Path, deadly: int | None) -> list[Site]:
    """Act in this process; die at the call with this number. Returns the calls that were made."""
    engine = make_engine(url)
    sites = _watched(lambda: act(engine, EpochKeys(folder)), deadly)
    engine.dispose()
    return sites


def seal_today(engine: Engine, keys: EpochKeys) -> None:
    """The daily seal."""
    seal_now(engine, keys, DAY)


def seal_by_fresh_chance(engine: Engine, keys: EpochKeys) -> None:
    """A naive seal: it draws new ids when it goes on after it was killed."""
    with patch.object(EpochKeys, "chance", lambda *_: Chance(secrets.token_bytes(32))):
        seal_now(engine, keys, DAY)


def telling_points(sites: list[Site]) -> list[int]:
    """The numbers of the first and the last call at each place of the code: between them it only repeats itself."""
    first = {site: number for number, site in reversed(list(enumerate(sites)))}
    last = {site: number for number, site in enumerate(sites)}
    return sorted({*first.values(), *last.values()})
