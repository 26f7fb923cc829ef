"""Sealers in processes of their own, which are killed or frozen at a chosen point of a seal."""

import os
import sys
from pathlib import Path
from time import sleep
from types import FrameType

from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.cli.sealing import Sealer
from survey_app.store.database import one_sealer
from survey_app.store.database.engine import make_engine
from survey_app.web.jobs import the_sealers_worker
from tests.cli.serving.forks import FORKSERVER


def keep_sealing(url: str, keys: Path, reports, fatal: str, number: int, silence: int) -> None:
    """Look again and again, and say how often, and whether we led. Get a signal when a function is called."""
    one_sealer.SILENCE = silence
    engine, key_files = make_engine(url), EpochKeys(keys)
    sealer = Sealer(engine, key_files, the_sealers_worker(engine, key_files, keys.parent / "jobs"))
    if fatal:
        sys.setprofile(_at_first_call(fatal, number))
    while True:
        reports.send(sealer.look())
        sleep(0.02)


def _at_first_call(fatal: str, number: int):
    def watch(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call" and frame.f_code.co_name == fatal:
            sys.setprofile(None)
            os.kill(os.getpid(), number)

    return watch


class SealerProcess:
    """A sealer that looks again almost at once.

    fatal: a function of our code at whose first call it gets a signal. silence: seconds until it ends a frozen one.
    """

    def __init__(
        self, url: str, keys: Path, fatal: str = "", number: int = 0, silence: int = one_sealer.SILENCE
    ) -> None:
        self.reports, theirs = FORKSERVER.Pipe(duplex=False)
        self.process = FORKSERVER.Process(
            target=keep_sealing, args=(url, keys, theirs, fatal, number, silence), daemon=True
        )
        self.process.start()
        theirs.close()

    def looks(self) -> bool:
        """Wait for its next look. Returns whether it led."""
        return self.reports.recv()

    def wait_until_it_leads(self) -> None:
        while not self.looks():
            pass

    def is_frozen(self) -> bool:
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] == "T"

    def get(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.reports.close()
