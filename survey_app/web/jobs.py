"""The queue of long work, and what each kind of work does. The server asks; the command `work` does it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from flask import Flask, current_app
from huey import SqliteHuey
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.exports.export import ExportRequest, export_zip
from survey_app.actions.jobs.jobs import Work, run_job
from survey_app.actions.jobs.progress import Tell
from survey_app.actions.kit.kit import all_sheets, kit_of, write_zip
from survey_app.actions.results.make_release import make_release, release_secret
from survey_app.config import Settings
from survey_app.extensions import db
from survey_app.problems.problem import Problem
from survey_app.store.rounds.setup import links_of
from survey_app.web.wording.kit import kit_wording

_NAME = "survey_app.jobs"
_STEPS_BETWEEN_NOTES = 10


class Jobs:
    """The queue. A process opens it on first use: a connection that came through a fork would be shared."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._instance = settings.instance_path
        self._works: Mapping[str, Work] = {
            "kit": _write_kit(settings.public_url),
            "release": _make_release(settings.instance_path),
            "export": _write_export,
        }

    @cached_property
    def queue(self) -> SqliteHuey:
        """A file of its own, so that a busy queue never holds up a response."""
        return SqliteHuey("survey_app", filename=str(self._instance / "jobs.sqlite"), results=False)

    @cached_property
    def run(self) -> Callable[[str], object]:
        """Puts a job into the queue."""

        def run(number: str) -> None:
            with self._app.app_context():
                run_job(db.engine, folder_of_jobs(self._instance), number, self._works)

        put: Callable[[str], object] = self.queue.task()(run)
        return put


def install_jobs(app: Flask, settings: Settings) -> None:
    """Let the app have a queue."""
    app.extensions[_NAME] = Jobs(app, settings)


def the_queue() -> SqliteHuey:
    """Return the queue of the running app. It knows how to do its jobs."""
    jobs: Jobs = current_app.extensions[_NAME]
    jobs.run  # noqa: B018  # registers the task
    return jobs.queue


def enqueue(number: str) -> None:
    """Queue a job, to be done as soon as a worker is free."""
    jobs: Jobs = current_app.extensions[_NAME]
    jobs.run(number)


def folder_of_jobs(instance: Path) -> Path:
    """Return the folder that keeps the files of jobs for a day."""
    return instance / "jobs"


def _write_kit(public_url: str) -> Work:
    def work(wanted: Mapping[str, object], path: Path, tell: Tell) -> Sequence[Problem]:
        schools = wanted["schools"]
        assert isinstance(schools, list)  # noqa: S101  # we wrote it ourselves
        with Session(db.engine) as session:
            links = [link for link in links_of(session, str(wanted["round"])) if link.school in schools]
            sheets = list(all_sheets([kit_of(session, link, public_url) for link in links]))
        total = len(sheets)

        def note(done: int) -> None:
            if done % _STEPS_BETWEEN_NOTES == 0:
                tell(done, total)

        tell(0, total)
        return write_zip(path, sheets, kit_wording, note)

    return work


def _make_release(instance: Path) -> Work:
    def work(wanted: Mapping[str, object], _: Path, tell: Tell) -> Sequence[Problem]:
        with Session(db.engine) as session:
            make_release(
                session,
                release_secret(instance),
                str(wanted["round"]),
                str(wanted["who"]),
                datetime.now(UTC),
                reason=str(wanted.get("reason", "")),
                tell=tell,
            )
        return ()

    return work


def _write_export(wanted: Mapping[str, object], path: Path, tell: Tell) -> Sequence[Problem]:
    request = ExportRequest(str(wanted["round"]), str(wanted["purpose"]))
    with Session(db.engine) as session:
        export_zip(session, request, path, Actor(str(wanted["who"]), datetime.now(UTC)), tell)
    return ()
