"""What each kind of long work does. The server asks for it; the command `work` does it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.exports.export import ExportRequest, export_zip
from survey_app.actions.jobs.progress import Watched
from survey_app.actions.jobs.working import Hold, Work, Worker, name_of_worker
from survey_app.actions.kit.kit import all_sheets, kit_of, write_zip
from survey_app.actions.results.make_release import make_release, release_secret
from survey_app.actions.rounds.lifecycle import finish_as_asked
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.config import Settings
from survey_app.extensions import db
from survey_app.problems.problem import Problem
from survey_app.store.jobs import SEALERS
from survey_app.store.rounds.setup import links_of
from survey_app.web.wording.kit import kit_wording

_NAME = "survey_app.jobs"
_STEPS_BETWEEN_NOTES = 10


def install_jobs(app: Flask, settings: Settings) -> None:
    """Let the app know its works."""
    works: Mapping[str, Work] = {
        "kit": _write_kit(settings.public_url),
        "release": _make_release(settings.instance_path),
        "export": _write_export,
    }
    app.extensions[_NAME] = works


def the_worker() -> Worker:
    """Return a new worker of the running app. It does every kind of job but those of the sealer."""
    works: Mapping[str, Work] = current_app.extensions[_NAME]
    ours = {kind: work for kind, work in works.items() if kind not in SEALERS}
    folder = folder_of_jobs(Path(current_app.instance_path))
    return Worker(db.engine, folder, ours, name_of_worker(), lambda: datetime.now(UTC))


def the_sealers_worker(engine: Engine, keys: EpochKeys, folder: Path) -> Worker:
    """Return a worker that does what needs private keys. folder: of the files of jobs."""

    def finish(wanted: Mapping[str, object], _: Path, hold: Hold) -> Sequence[Problem]:
        hold.tell(0, 1)
        finish_as_asked(engine, keys, str(wanted["round"]), Actor(str(wanted["who"]), datetime.now(UTC)))
        return ()

    return Worker(engine, folder, {"finish": finish}, name_of_worker(), lambda: datetime.now(UTC))


def folder_of_jobs(instance: Path) -> Path:
    """Return the folder that keeps the files of jobs for a day."""
    return instance / "jobs"


def _write_kit(public_url: str) -> Work:
    def work(wanted: Mapping[str, object], path: Path, hold: Hold) -> Sequence[Problem]:
        schools = wanted["schools"]
        assert isinstance(schools, list)  # noqa: S101  # we wrote it ourselves
        with Session(db.engine) as session:
            links = [link for link in links_of(session, str(wanted["round"])) if link.school in schools]
            sheets = list(all_sheets([kit_of(session, link, public_url) for link in links]))
        total = len(sheets)

        def note(done: int) -> None:
            if done % _STEPS_BETWEEN_NOTES == 0:
                hold.tell(done, total)

        hold.tell(0, total)
        return write_zip(path, sheets, kit_wording, note)

    return work


def _make_release(instance: Path) -> Work:
    def work(wanted: Mapping[str, object], _: Path, hold: Hold) -> Sequence[Problem]:
        with Session(db.engine) as session:
            make_release(
                session,
                release_secret(instance),
                str(wanted["round"]),
                str(wanted["who"]),
                datetime.now(UTC),
                reason=str(wanted.get("reason", "")),
                watched=Watched(hold.tell, hold.end_with),
            )
        return ()

    return work


def _write_export(wanted: Mapping[str, object], path: Path, hold: Hold) -> Sequence[Problem]:
    request = ExportRequest(str(wanted["round"]), str(wanted["purpose"]))
    with Session(db.engine) as session:
        export_zip(session, request, path, Actor(str(wanted["who"]), datetime.now(UTC)), hold.tell)
    return ()
