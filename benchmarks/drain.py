"""A district comes back online: 1,000 devices post 20 sealed responses each, spread as the client spreads them.

Limits, all measured in the same run: no answer but 201; at least 70 % of the rate at which 32 steady clients post bare
bodies; and the slowest hundredth of answers takes at most half as long as when every device begins in the same instant.
"""

import base64
import heapq
import json
import selectors
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from benchmarks.shared.http_load import Connection, drive
from benchmarks.shared.servers import gunicorn, run_flask
from benchmarks.submissions import post, response
from survey_app.actions.responses.envelopes import EnvelopeKeys
from survey_app.surveys.sizes import envelope_size
from survey_app.surveys.yaml_file import load_library

DEVICES, EACH, SPREAD = 1_000, 20, 20.0
LEAST_OF_STEADY, MOST_OF_BURST = 0.70, 0.50
LINK = "merced-high/student"


@dataclass
class Drain:
    """What a drain came to. latencies: seconds; most: requests in flight at the busiest moment."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    most: int = 0

    @property
    def p99(self) -> float:
        """Milliseconds within which 99 of 100 requests were answered."""
        return 1000 * sorted(self.latencies)[int(0.99 * len(self.latencies))]

    def __str__(self) -> str:
        rate = len(self.latencies) / self.seconds
        return (
            f"{len(self.latencies):,} responses in {self.seconds:.0f} s, {rate:.0f}/s, p99 {self.p99:.0f} ms,"
            f" at most {self.most} in flight, statuses {dict(self.statuses)}"
        )


def envelopes(folder: Path, count: int) -> Iterator[bytes]:
    """Posts of sealed responses, as a browser makes them."""
    key = EnvelopeKeys(folder / "envelopes").current()
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.public)
    size = envelope_size(load_library()["student"])
    suite = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    for number in range(count):
        body = response(number)
        words = json.dumps(body, ensure_ascii=False).encode().ljust(size)
        sealed = suite.encrypt(words, public, f"survey_app 1 {LINK} {body['id']}".encode())
        encoded = base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()
        yield post(
            f"/s/{LINK}/responses", {"protocol": 1, "id": body["id"], "key": key.id, "sealed": encoded}
        )


def drain(port: int, devices: Sequence[list[bytes]], spread: float) -> Drain:
    """Let every device begin within `spread` seconds and post what it has, one after the other."""
    random, outcome = Random(7), Drain()
    starts = [(random.random() * spread, number) for number in range(len(devices))]
    heapq.heapify(starts)
    selector, active = selectors.DefaultSelector(), 0
    begun = time.perf_counter()
    while starts or active:
        while starts and starts[0][0] <= time.perf_counter() - begun:
            connection = Connection(port)
            waiting = devices[heapq.heappop(starts)[1]]
            selector.register(connection.socket, selectors.EVENT_READ, (connection, waiting))
            connection.send(waiting.pop())
            active += 1
        outcome.most = max(outcome.most, active)
        for key, _ in selector.select(timeout=0.01):
            connection, waiting = key.data
            status = connection.take()
            if status is None:
                continue
            outcome.latencies.append(time.perf_counter() - connection.started)
            outcome.statuses[status] += 1
            if waiting:
                connection.send(waiting.pop())
            else:
                selector.unregister(connection.socket)
                connection.socket.close()
                active -= 1
    outcome.seconds = time.perf_counter() - begun
    return outcome


def main() -> int:
    """Print the three runs; 1 when a limit is missed."""
    with tempfile.TemporaryDirectory() as folder:
        settings = {"INSTANCE_PATH": folder}
        run_flask(settings, "prepare")
        made = list(envelopes(Path(folder), DEVICES * (EACH + 4)))
        with gunicorn("wsgi:app", settings) as port:
            steady = drive(port, lambda n: post(f"/s/{LINK}/responses", response(n)), 32, 8.0).per_second
            burst = drain(port, [[made.pop() for _ in range(4)] for _ in range(DEVICES)], 0.0)
            spread = drain(port, [[made.pop() for _ in range(EACH)] for _ in range(DEVICES)], SPREAD)
    rate = len(spread.latencies) / spread.seconds
    kept = (
        set(spread.statuses) == {201}
        and rate >= LEAST_OF_STEADY * steady
        and spread.p99 <= MOST_OF_BURST * burst.p99
    )
    print(f"steady: bare bodies of 32 clients, {steady:.0f}/s")
    print(f"all at once: {burst}")
    print(f"spread over {SPREAD:.0f} s: {spread}")
    print(
        f"{rate / steady:.0%} of the steady rate (limit {LEAST_OF_STEADY:.0%}),"
        f" p99 {spread.p99 / burst.p99:.0%} of the burst's (limit {MOST_OF_BURST:.0%}): {'ok' if kept else 'MISSED'}"
    )
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
