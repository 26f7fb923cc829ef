"""A closed round with mixed responses, made without the way through the inbox, to try exports with."""

import csv
import io
import json
import secrets
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from survey_app.actions.surveys.catalog import publish_survey
from survey_app.store.rounds.participation import ReceivedKey, add_received
from survey_app.store.tables import Box, District, Link, Round, School
from survey_app.surveys.model import Survey
from tests.results.files.examples import a_spoken_survey

ROUND = "spring-2027"
NOW = datetime(2027, 5, 2, 18, 0, tzinfo=UTC)
SCHOOLS = {"atwater-high": "Atwater High", "sequoia-high": "Sequoia High"}


def set_up(engine: Engine, *surveys: Survey, state: str = "closed", **changes: Any) -> None:
    """A district with two schools and a round that asks these surveys, or one, at both."""
    with Session(engine) as session:
        for survey in surveys or (a_spoken_survey(),):
            publish_survey(session, survey, NOW)
        session.add(District(code="24-65789", name="Merced Union High"))
        session.flush()
        for number, (slug, name) in enumerate(SCHOOLS.items()):
            school = School(
                slug=slug, district="24-65789", cds=f"0465789000000{number}", name=name, city="Merced"
            )
            school.grade_low, school.grade_high = 9, 12
            session.add(school)
        row = Round(key=ROUND, district="24-65789", name="Spring 2027", state=state, **changes)
        row.opens_on, row.closes_on = date(2027, 3, 1), date(2027, 5, 1)
        session.add(row)
        session.flush()
        asked = {survey.audience: survey.version for survey in surveys or (a_spoken_survey(),)}
        session.add_all(
            Link(round=ROUND, school=slug, audience=audience, version=version)
            for slug in SCHOOLS
            for audience, version in asked.items()
        )
        session.commit()


def fill(
    engine: Engine,
    answers: Iterable[dict[str, Any]],
    school: str = "atwater-high",
    version: str = "student-2026.1",
    audience: str = "student",
    key: str = ROUND,
) -> None:
    """Put responses into the box, and count them as received."""
    rows = [
        {
            "id": secrets.token_bytes(16),
            "round": key,
            "school": school,
            "version": version,
            "channel": "web",
            "answers": json.dumps(one),
        }
        for one in answers
    ]
    count(engine, len(rows), school, audience, key)
    with engine.begin() as connection:
        connection.execute(insert(Box), rows)


def count(
    engine: Engine, n: int, school: str = "atwater-high", audience: str = "student", key: str = ROUND
) -> None:
    """Count responses as received."""
    with engine.begin() as connection:
        add_received(connection, {ReceivedKey(key, school, audience, "en", "web"): n}, date(2027, 4, 1))


def rows_in(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file, parsed strictly; it must have the mark, CRLF and as many cells as headers in each row."""
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert len(set(header)) == len(header)
    assert "\n" not in text.replace("\r\n", "")
    return [dict(zip(header, row, strict=True)) for row in rows]


def unzipped(path: Path) -> dict[str, bytes]:
    """Name → content of every file in a zip."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
