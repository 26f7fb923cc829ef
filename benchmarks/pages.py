"""Survey page: requests per second against a Flask view that returns constant bytes. Limit: at least 80 %."""

import statistics
import sys
import tempfile

from benchmarks.shared.http_load import drive
from benchmarks.shared.servers import gunicorn, run_flask

LIMIT = 0.80
CLIENTS = 32
SECONDS = 4.0
PAIRS = 5
PATH = "/s/merced-high/student/es"


def get(path: str) -> bytes:
    """A GET as a browser with Brotli sends it."""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip, deflate, br\r\n\r\n".encode()


def main() -> int:
    """Print both rates and their ratio, pair by pair; 1 when the median ratio misses the limit."""
    with tempfile.TemporaryDirectory() as folder:
        ours = {"INSTANCE_PATH": folder}
        run_flask(ours, "prepare")
        with (
            gunicorn("wsgi:app", ours) as port,
            gunicorn("benchmarks.shared.bare:app", {"BARE_PAGE_BYTES": "7500"}) as bare_port,
        ):
            ratios = []
            for _ in range(PAIRS):
                bare = drive(bare_port, lambda _: get("/page"), CLIENTS, SECONDS)
                survey = drive(port, lambda _: get(PATH), CLIENTS, SECONDS)
                assert set(survey.statuses) == set(bare.statuses) == {200}, (survey.statuses, bare.statuses)
                ratios.append(survey.per_second / bare.per_second)
                print(
                    f"bare {bare.per_second:6.0f}/s   survey page {survey.per_second:6.0f}/s"
                    f"   p99 {survey.percentile(0.99):5.1f} ms   ratio {ratios[-1]:.2f}"
                )
    median = statistics.median(ratios)
    print(
        f"survey page: {median:.0%} of a constant view (limit {LIMIT:.0%}): {'ok' if median >= LIMIT else 'MISSED'}"
    )
    return 0 if median >= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
