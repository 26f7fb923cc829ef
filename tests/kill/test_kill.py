"""The server's processes are killed with SIGKILL under load: what was acknowledged is there, once."""

import http.client
import json
import os
import random
import signal
import sqlite3
import threading
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest

from tests.installation import Installation

PATH = "/s/merced-high/student/responses"
CLIENTS = 8

pytestmark = pytest.mark.kill


@pytest.fixture
def installation(prepared: Path, tmp_path: Path) -> Iterator[Installation]:
    installed = Installation(copytree(prepared, tmp_path / "instance"))
    installed.serve()
    try:
        yield installed
    finally:
        if installed.server.poll() is None:
            installed.stop()


def children(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(path.parent.name))
    return found


class Load:
    """Clients that send responses, each again and again until it is acknowledged."""

    def __init__(self, port: int, trusting: bool = False) -> None:
        self.port = port
        self.trusting = trusting
        self.acknowledged: list[str] = []
        self.attempts = 0
        self.tried: list[tuple[str, str]] = []  # response, id under which it was sent
        self.stopping = threading.Event()
        self.progress = threading.Semaphore(0)
        self.threads = [threading.Thread(target=self._work) for _ in range(CLIENTS)]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(timeout=60)
            assert not thread.is_alive()

    def _work(self) -> None:
        while not self.stopping.is_set():
            response_id = str(uuid.uuid4())
            while not self._send(response_id):
                # A phone would wait longer; we only keep from burning the machine.
                if self.stopping.wait(0.02):
                    return
            self.acknowledged.append(response_id)
            self.progress.release()

    def _send(self, response_id: str) -> bool:
        body = {
            "id": str(uuid.uuid4()) if self.trusting else response_id,
            "version": "student-2026.3", "language": "en", "channel": "web", "code": None,
            "answers": {"grade": "10", "open_change": f"tag {response_id}"},
        }  # fmt: skip
        self.attempts += 1
        self.tried.append((response_id, str(body["id"])))
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST", PATH, json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status in (200, 201) and json.loads(answer.read())["id"] == body["id"]
        except (OSError, http.client.HTTPException, ValueError):
            return False
        finally:
            connection.close()


def kill_somebody(server: int, chance: random.Random) -> str:
    """Kill the master, a worker or the sealer, whichever chance says."""
    direct = children(server)
    workers = [worker for child in direct for worker in children(child)]
    kind = chance.choice(["master or sealer", "worker", "worker"])
    among = (direct if kind == "master or sealer" else workers) or direct
    try:
        os.kill(chance.choice(among), signal.SIGKILL)
    except (IndexError, ProcessLookupError):
        return "nobody"  # the one we chose had just ended, or all are being started again
    return kind


def kill_under_load(installation: Installation, load: Load, times: int) -> Counter[str]:
    chance = random.Random(2026)
    killed: Counter[str] = Counter()
    while sum(killed.values()) - killed["nobody"] < times and not is_doubled(installation, load):
        for _ in range(chance.randrange(1, 40)):
            assert load.progress.acquire(timeout=60), "no response was acknowledged for a minute"
        killed[kill_somebody(installation.server.pid, chance)] += 1
    return killed


def stored_tags(installation: Installation) -> Mapping[str, int]:
    """Response id → how often it is there, after everything was sealed."""
    with sqlite3.connect(installation.database) as connection:
        (open_round,) = connection.execute("SELECT key FROM round WHERE state = 'open'").fetchone()
    installation.flask("round", "finish", open_round)
    with sqlite3.connect(installation.database) as connection:
        bodies = [
            body for (body,) in connection.execute("SELECT body FROM comment WHERE round = ?", (open_round,))
        ]
        waiting = [
            connection.execute(f"SELECT count(*) FROM inbox_{turn}").fetchone()[0] for turn in ("even", "odd")
        ]
    assert waiting == [0, 0]
    return Counter(body.removeprefix("tag ") for body in bodies)


def is_doubled(installation: Installation, load: Load) -> bool:
    """Whether anything that was sent under several ids is stored under more than one of them."""
    with closing(sqlite3.connect(installation.database, timeout=60)) as connection:
        spent = {nullifier for (nullifier,) in connection.execute("SELECT nullifier FROM received_once")}
    stored = Counter(tag for tag, name in {*load.tried} if sha256(name.encode()).digest() in spent)
    return max(stored.values(), default=0) > 1


def run(installation: Installation, times: int, *, trusting: bool = False) -> tuple[Load, Mapping[str, int]]:
    """Kill so many times, or until something is stored twice. trusting: each try has an id of its own."""
    load = Load(installation.port, trusting)
    try:
        killed = kill_under_load(installation, load, times)
    finally:
        load.stop()
    installation.stop()
    print(f"\nkilled {dict(killed)}; {len(load.acknowledged)} acknowledged in {load.attempts} attempts")
    return load, stored_tags(installation)


def test_whatever_is_acknowledged_is_there_once_after_twenty_kills(installation: Installation) -> None:
    load, stored = run(installation, 20)

    assert [tag for tag in load.acknowledged if stored.get(tag) != 1] == []
    assert load.attempts > len(load.acknowledged), "no kill hit a response: this proves nothing"
    assert max(stored.values()) == 1


def test_a_client_that_makes_a_new_id_for_each_try_is_counted_twice(installation: Installation) -> None:
    """The positive control: without an id of its own a repeated response is stored again.

    A kill must fall between commit and answer, which many may miss.
    """
    _, stored = run(installation, 100, trusting=True)

    assert max(stored.values()) > 1


@pytest.mark.long
def test_whatever_is_acknowledged_is_there_once_after_three_hundred_kills(installation: Installation) -> None:
    load, stored = run(installation, 300)

    assert [tag for tag in load.acknowledged if stored.get(tag) != 1] == []
    assert max(stored.values()) == 1
