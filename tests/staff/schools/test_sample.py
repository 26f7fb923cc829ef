"""A new installation: start with one's own district beside the sample, then take the sample out, and nothing else."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.demo.remove_sample import find_sample
from survey_app.actions.demo.sample_district import load_sample_district
from survey_app.actions.results.make_release import make_release, release_secret
from survey_app.actions.rounds.lifecycle import open_round
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.surveys.catalog import read_catalog
from survey_app.actions.surveys.drafts.drafts import copy_survey
from survey_app.actions.surveys.drafts.editing import Form, save_fields
from survey_app.actions.surveys.drafts.publishing import publish_draft
from survey_app.config import today_in_california
from survey_app.extensions import db
from survey_app.store.catalog import districts
from survey_app.store.tables import Account, AuditEntry, Base, District, Link, Round, School
from tests.directory.state_files import SCHOOLS
from tests.staff.accounts.people import signed_in_as
from tests.staff.conftest import token_of

SAMPLE, OTHER = "24-65789", "24-65771"
# What an installation keeps for itself: it belongs to no district.
ITS_OWN = {"survey_version", "epoch", "audit", "guess"}


def write_own_survey(district: str) -> None:
    """A draft with a change, and a published version, of a district."""
    session, now = db.session(), datetime.now(UTC)
    who = StaffUser(1, "boss@example.org", "Boss", "district_admin", district, frozenset())
    publish_draft(session, who, copy_survey(session, who, "student-2026.3", now), now)
    draft = copy_survey(session, who, "staff-2026.3", now)
    save_fields(session, who, draft, "about", Form({}, {"minutes": 9}), now)


@pytest.fixture
def sampled(app: Flask, tmp_path: Path) -> Flask:
    """An installation with the sample and its results, and a colleague in the sample district."""
    folder = tmp_path / "instance"
    with app.app_context():
        today, now = today_in_california(), datetime.now(UTC)
        load_sample_district(db.engine, EpochKeys(folder / "keys"), today, now, responses=60)
        db.session.remove()
    signed_in_as(app, "coordinator", SAMPLE, ("merced-high",))
    return app


@pytest.fixture
def operator(sampled: Flask, link: str) -> FlaskClient:
    client = sampled.test_client()
    client.post(link, data={"csrf_token": token_of(client.get(link).text)})
    return client


def sizes(app: Flask) -> dict[str, int]:
    """Table → rows, where there are any."""
    with app.app_context():
        found = {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
        db.session.remove()
    return {name: count for name, count in found.items() if count}


def import_other_district(operator: FlaskClient) -> str:
    """Import Merced City Elementary; where that leads."""
    form = operator.get("/staff/schools/import").text
    with SCHOOLS.open("rb") as file:
        data = {"csrf_token": token_of(form), "directory": (file, "pubschls.txt")}
        seen = operator.post("/staff/schools/import", data=data).location
    page = operator.get(seen, query_string={"district": OTHER}).text
    fingerprint = re.search(r'name="fingerprint" value="([^"]+)"', page)[1]
    data = {"csrf_token": token_of(page), "district": OTHER, "fingerprint": fingerprint}
    return operator.post(seen.partition("?")[0], data=data).location


def remove(operator: FlaskClient) -> str:
    page = operator.get("/staff/sample").text
    return operator.post("/staff/sample/remove", data={"csrf_token": token_of(page)}).location


def test_a_new_installation_offers_to_start_with_ones_own_district(operator: FlaskClient) -> None:
    start = operator.get("/staff/").text
    assert "Start with your own district" in start

    people = import_other_district(operator)
    page = operator.get(people).text

    assert people.endswith(f"/staff/people?district={OTHER}")
    assert "Now invite the administrator of Merced City Elementary" in page
    assert f'value="{OTHER}" selected' in page
    form = {"name": "Eva", "email": "eva@example.org", "role": "district_admin", "district": OTHER}
    made = operator.post("/staff/people", data={"csrf_token": token_of(page), **form})
    assert "/staff/welcome/" in made.text


def test_the_sample_goes_with_its_rounds_results_and_people_and_nothing_else(
    sampled: Flask, operator: FlaskClient
) -> None:
    with sampled.app_context():
        secret = release_secret(Path(sampled.instance_path))
        make_release(db.session(), secret, "sample", "operator", datetime.now(UTC))
        write_own_survey(SAMPLE)
        db.session.remove()
    assert {"release_part", "survey_edit"} <= set(sizes(sampled))
    import_other_district(operator)
    signed_in_as(sampled, "district_admin", OTHER)
    page = operator.get("/staff/sample").text
    for named in ("Sample round (simulated answers)", "A coordinator", "Staff survey, student_2465789-"):
        assert named in page

    assert remove(operator) == "/staff/"

    with sampled.app_context():
        assert [each.code for each in districts(db.session())] == [OTHER]
        assert {row.district for row in db.session.scalars(select(School))} == {OTHER}
        assert {row.district for row in db.session.scalars(select(Account))} == {None, OTHER}
        assert (
            db.session.scalar(select(AuditEntry.action).order_by(AuditEntry.number.desc())) == "sample remove"
        )
    left = sizes(sampled)
    assert set(left) - ITS_OWN <= {"district", "school", "account", "staff_session", "staff_link"}
    assert left["survey_version"] == 5
    assert "Remove the sample" not in operator.get("/staff/").text
    assert operator.get("/staff/sample").status_code == 404
    assert operator.get("/staff/rounds").status_code == 200


def test_a_round_that_somebody_made_in_the_sample_district_stays_with_its_people(
    sampled: Flask, operator: FlaskClient
) -> None:
    add_round(sampled)
    assert "Spring needs" in operator.get("/staff/sample").text

    remove(operator)

    with sampled.app_context():
        assert [row.key for row in db.session.scalars(select(Round))] == ["spring"]
        assert db.session.get(District, SAMPLE) is not None
        assert db.session.scalar(select(func.count()).select_from(School)) == 9
        assert db.session.scalar(select(Account.email).where(Account.district == SAMPLE))


def add_round(app: Flask) -> None:
    """A draft of a round at a school of the sample."""
    with app.app_context():
        today = today_in_california()
        days = {"opens_on": today, "closes_on": today}
        db.session.add(Round(key="spring", district=SAMPLE, name="Spring needs", state="draft", **days))
        db.session.flush()
        db.session.add(Link(round="spring", school="merced-high", audience="family", version="family-2026.3"))
        db.session.commit()
        db.session.remove()


def test_the_open_round_of_the_sample_gives_way_to_a_real_one(sampled: Flask) -> None:
    add_round(sampled)

    with sampled.app_context():
        open_round(db.engine, "spring")
        db.session.remove()

    with sampled.app_context():
        shown = read_catalog(db.session(), today_in_california()).schools["merced-high"].links
    assert shown["family"].round_key == "spring"
    assert shown["student"].round_key != "spring"


def test_only_whoever_runs_the_server_removes_the_sample(sampled: Flask) -> None:
    admin = signed_in_as(sampled, "district_admin", SAMPLE)

    assert admin.get("/staff/sample").status_code == 404
    assert "Start with your own district" not in admin.get("/staff/").text
    token = token_of(admin.get("/staff/my-account").text)
    assert admin.post("/staff/sample/remove", data={"csrf_token": token}).status_code == 404
    with sampled.app_context():
        assert find_sample(db.session()) is not None


def staff_add(app: Flask, *more: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=["staff", "add", "ana@example.org", "--name", "Ana", *more])
    return done.exit_code, done.output


def test_a_district_that_is_not_here_is_named(sampled: Flask) -> None:
    code, said = staff_add(sampled, "--district", "99-99999")

    assert code == 1
    assert "there is no district 99-99999 here; the districts are: 24-65789" in said
    assert "FOREIGN KEY" not in said


def test_who_is_added_to_the_sample_is_told_so(sampled: Flask) -> None:
    code, said = staff_add(sampled)

    assert (code, "24-65789 is the district of the sample" in said) == (0, True)


def test_beside_the_sample_the_own_district_is_the_only_one(sampled: Flask, operator: FlaskClient) -> None:
    import_other_district(operator)

    code, said = staff_add(sampled)

    assert (code, "district of the sample" in said) == (0, False)
    with sampled.app_context():
        found = db.session.scalar(select(Account.district).where(Account.email == "ana@example.org"))
        assert found == OTHER


def test_a_link_says_the_port_that_the_server_was_started_with(app: Flask, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    assert "http://127.0.0.1:8000/staff/enter/" in runner.invoke(args=["staff", "link"]).output

    (tmp_path / "instance" / "address").write_text("http://127.0.0.1:8104")

    assert "http://127.0.0.1:8104/staff/enter/" in runner.invoke(args=["staff", "link"]).output
