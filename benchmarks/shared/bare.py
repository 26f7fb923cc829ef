"""What we are compared with: the least that a Flask app can do for the same job.

`/page` returns constant bytes. `/insert` parses the same JSON and durably inserts one row: BEGIN IMMEDIATE, WAL and
FULL on SQLite (BARE_DATABASE=path), one INSERT and COMMIT on Postgres (BARE_DATABASE=postgresql://...).
"""

import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable

import psycopg
from flask import Flask, Response, request

app = Flask(__name__)
PAGE = b"x" * int(os.environ.get("BARE_PAGE_BYTES", "1000"))
DATABASE = os.environ.get("BARE_DATABASE", "")
_mine = threading.local()


def _connect_sqlite() -> Callable[[bytes, bytes], None]:
    connection = sqlite3.connect(DATABASE, isolation_level=None, timeout=20)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE IF NOT EXISTS row (id BLOB PRIMARY KEY, body BLOB) WITHOUT ROWID")

    def insert(key: bytes, body: bytes) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT OR IGNORE INTO row VALUES (?, ?)", (key, body))
        connection.execute("COMMIT")

    return insert


def _connect_postgres() -> Callable[[bytes, bytes], None]:
    connection = psycopg.connect(DATABASE)

    def insert(key: bytes, body: bytes) -> None:
        connection.execute("INSERT INTO bare_row VALUES (%s, %s) ON CONFLICT DO NOTHING", (key, body))
        connection.commit()

    return insert


@app.get("/page")
def page() -> Response:
    """Constant bytes of the size of the compressed survey page."""
    return Response(PAGE, mimetype="text/html")


@app.post("/insert")
def insert() -> tuple[dict[str, str], int]:
    """Parse the JSON, insert one row durably."""
    if not hasattr(_mine, "insert"):
        _mine.insert = _connect_postgres() if DATABASE.startswith("postgresql") else _connect_sqlite()
    body = request.get_json()
    _mine.insert(hashlib.sha256(body["id"].encode()).digest(), request.get_data())
    return {"id": body["id"], "status": "stored"}, 201
