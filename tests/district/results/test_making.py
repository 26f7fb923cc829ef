"""Results, tables and rows are made on request, and whoever asks for what cannot be made reads why."""

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from benchmarks.releases import operator
from survey_app.actions.demo.sample_district import simulate
from survey_app.actions.results.read_results import verify_releases
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.errors import SurveyAppError
from survey_app.extensions import db
from survey_app.store.tables import Account, ReleasePart
from tests.district.conftest import NOW, NOW_ROUND, TODAY, a_copy
from tests.staff.conftest import token_of


@pytest.mark.parametrize("what", ["tables", "comments"])
@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (["--round", "nowhere"], "there is no round nowhere; `round list` shows"),
        (["--round", NOW_ROUND, "--school", "nonsense"], "the school nonsense does not take part"),
    ],
)
def test_an_impossible_export_is_named_and_leaves_no_file(
    district: Flask, tmp_path, what: str, wanted: list[str], said: str
):
    done = district.test_cli_runner().invoke(args=["export", what, *wanted, "--out", str(tmp_path / "x.csv")])

    assert done.exit_code == 1
    assert said in done.output
    assert list(tmp_path.iterdir()) == []


def test_releases_are_verified_and_a_changed_one_is_found(district: Flask):
    with district.app_context():
        session = db.session()
        assert verify_releases(session) == 8
        part = session.scalars(select(ReleasePart).where(ReleasePart.unit == "merced-high")).first()
        assert part is not None
        part.json = part.json.replace('"n":[', '"n": [', 1)
        session.flush()
        with pytest.raises(SurveyAppError, match="was changed after it was made"):
            verify_releases(session)
        session.rollback()


def test_results_are_made_on_a_button_beside_the_server(district: Flask, tmp_path: Path):
    with a_copy(district, tmp_path / "copy") as app:
        folder = shutil.copytree(Path(district.instance_path) / "keys", tmp_path / "copy" / "keys")
        with app.app_context():
            keys = EpochKeys(folder)
            key = simulate(db.engine, keys, TODAY, NOW, responses=150, seed=3).key
            db.session.remove()
        client = operator(app)
        results = f"/staff/rounds/{key}/results"
        token = token_of(client.get(results).text)
        job = client.post(results, data={"csrf_token": token}).location
        again = client.post(results, data={"csrf_token": token}).location
        done = app.test_cli_runner().invoke(args=["work"])

        assert done.exit_code == 0, done.output
        assert again == job
        assert "The results are ready." in client.get(job).text
        assert client.get(f"{job}/file").status_code == 404
        assert "School by school" in client.get(results).text
        assert "Make a draft of the results" not in client.get(results).text


def test_a_job_that_is_refused_says_why(district: Flask, admin: FlaskClient):
    results = f"/staff/rounds/{NOW_ROUND}/results"
    token = token_of(admin.get(results).text)
    job = admin.post(results, data={"csrf_token": token}).location
    district.test_cli_runner().invoke(args=["work"])

    assert (
        "It cannot be made now: These results are approved, and nothing can be added" in admin.get(job).text
    )


def test_rows_are_made_beside_the_server_for_administrators_alone(district: Flask, admin: FlaskClient):
    round_page = f"/staff/rounds/{NOW_ROUND}"
    offer = admin.get(round_page).text
    assert "rows are not people" in offer
    assert "Use access codes in rounds whose answers will be downloaded." in offer
    token = token_of(offer)
    job = admin.post(f"{round_page}/download", data={"csrf_token": token, "purpose": "LCAP"}).location
    assert district.test_cli_runner().invoke(args=["work"]).exit_code == 0
    with admin.get(f"{job}/file") as file, zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        names = set(archive.namelist())
    assert {"tables.csv", "datapackage.json", "student/responses.csv", "student/responses.xlsx"} <= names

    with district.app_context():
        account = db.session().scalars(select(Account).where(Account.role == "district_admin")).one()
        account.role = "coordinator"
        db.session().commit()
        try:
            assert admin.get(f"{job}/file").status_code == 404
        finally:
            account.role = "district_admin"
            db.session().commit()
