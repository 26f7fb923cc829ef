"""What one more worker process does: it stores responses through a response writer of its own."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from multiprocessing.synchronize import Barrier
from pathlib import Path

from survey_app.actions.responses.store_responses import Submission
from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.store.database.engine import make_engine
from tests.actions.responses.response_samples import DAY, a_submission


def submit_all(url: str, folder: Path, numbers: range, start: Barrier) -> None:
    """Submit the responses with these numbers; leave a file in the folder that says how many were new."""
    engine = make_engine(url)
    begin_epoch(engine, EpochKeys(folder), DAY)
    writer = ResponseWriter(engine)
    start.wait()
    with ThreadPoolExecutor(16) as pool:
        new = sum(pool.map(lambda number: writer.submit(same_everywhere(number)).is_new, numbers))
    writer.stop()
    engine.dispose()
    Path(folder, f"new-{new}-{numbers.start}").touch()


def same_everywhere(number: int) -> Submission:
    """A response that has the same id in every process."""
    digits = sha256(f"{number}".encode()).hexdigest()
    identity = f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"
    return a_submission({"belong": "some", "open_change": f"{number}"}, id=identity)
