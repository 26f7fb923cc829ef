"""The log: an administrator reads her own district's; every file that leaves is on record before it is sent."""

import re
from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

import survey_app.staff
from survey_app.actions.accounts.staff_links import OPERATOR_EMAIL
from survey_app.actions.audit_log import LoggedAct, record, show_log
from survey_app.extensions import db
from survey_app.staff import handing_out
from survey_app.store.tables import Account, Job, Link
from tests.staff.accounts.people import OURS, THEIRS, add_districts, signed_in_as
from tests.staff.conftest import token_of
from tests.staff.test_routes import OTHERS, OWN


def acts(app: Flask, district: str | None = None) -> list[LoggedAct]:
    with app.app_context():
        return show_log(db.session(), district).acts


def note(app: Flask, who: str, district: str | None, subject: str) -> None:
    with app.app_context():
        connection = db.session().connection()
        record(connection, who, "round open", subject, datetime.now(UTC), district=district)
        db.session().commit()


def test_an_administrator_reads_the_log_of_her_own_district_alone(app: Flask) -> None:
    add_districts(app)
    note(app, "ana@ours.example.org", OURS, "ours")
    note(app, "bo@theirs.example.org", THEIRS, "theirs")
    note(app, "operator", None, "whole")

    ours = signed_in_as(app, "district_admin").get("/staff/log").text
    theirs = signed_in_as(app, "district_admin", THEIRS).get("/staff/log").text

    assert "ana@ours" in ours
    assert "bo@theirs" in theirs
    assert "bo@theirs" not in ours
    assert "ana@ours" not in theirs
    assert ">whole<" not in ours + theirs


def test_whoever_runs_the_server_reads_all_of_it(app: Flask, signed_in: FlaskClient) -> None:
    add_districts(app)
    for district, subject in ((OURS, "ours"), (THEIRS, "theirs"), (None, "whole")):
        note(app, "operator", district, subject)

    page = signed_in.get("/staff/log").text

    assert all(f">{subject}<" in page for subject in ("ours", "theirs", "whole"))


def test_older_entries_are_reached_however_many_other_districts_have(app: Flask) -> None:
    add_districts(app)
    note(app, "first@ours.example.org", OURS, "ours")
    for _ in range(60):
        note(app, "bo@theirs.example.org", THEIRS, "theirs")
    for _ in range(50):
        note(app, "ana@ours.example.org", OURS, "ours")
    client = signed_in_as(app, "district_admin")

    page = client.get("/staff/log").text
    older = re.search(r'href="(/staff/log\?before=\d+)"', page)

    assert "first@ours" not in page
    assert older
    last = client.get(older[1]).text
    assert "first@ours" in last
    assert "?before=" not in last


PLANTED = ("planted-round", "planted-school", "planted@ours.example.org", "Planted District")


def plant(app: Flask) -> None:
    """Names that only one district may see, wherever there are names."""
    with app.app_context():
        session = db.session()
        for statement in (
            "UPDATE round SET name = 'planted-round' WHERE key = 'ours'",
            "UPDATE school SET name = 'planted-school' WHERE slug = 'merced-high'",
            f"UPDATE district SET name = 'Planted District' WHERE code = '{OURS}'",
        ):
            session.connection().exec_driver_sql(statement)
        account = Account(
            email="planted@ours.example.org", name="planted", role="district_admin", district=OURS
        )
        account.schools, account.created_at = [], datetime.now(UTC)
        session.add(account)
        session.commit()
    note(app, "planted@ours.example.org", OURS, "planted-round")


def seen(app: Flask, client: FlaskClient, filled: dict[str, str]) -> set[str]:
    """Which of the planted names stand on any page of the staff door."""
    found: set[str] = set()
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("staff.") or "GET" not in (rule.methods or ()):
            continue
        path = rule.rule.replace("<token>", "made-up")
        for name, value in filled.items():
            path = path.replace(name, value)
        if rule.endpoint != "staff.check_link":  # asks our own address over the network
            answer = client.get(path, headers={"Accept-Language": "en"})
            # The "not found" page lists the schools, as the home page does for everybody.
            page = answer.data.decode(errors="ignore") if answer.status_code != 404 else ""
            found |= {name for name in PLANTED if name in page}
    return found


@pytest.mark.parametrize("role", ["district_admin", "coordinator", "viewer"])
def test_no_list_shows_anything_of_another_district(app: Flask, role: str) -> None:
    add_districts(app)
    plant(app)
    schools = ("rivera-middle",) if role == "coordinator" else ()

    assert seen(app, signed_in_as(app, role, THEIRS, schools), OTHERS) == set()


def test_the_lists_of_ones_own_district_show_it(app: Flask) -> None:
    add_districts(app)
    plant(app)

    assert seen(app, signed_in_as(app, "district_admin"), OWN) == set(PLANTED)


# --- Files


def job_with_file(app: Flask, kind: str, content: bytes) -> str:
    """A job that is done, of whoever signed in last."""
    number = f"{kind}-number"
    folder = Path(app.instance_path) / "jobs"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{number}.zip").write_bytes(content)
    with app.app_context():
        last = db.session().query(Account).order_by(Account.id.desc()).first()
        assert last
        job = Job(
            id=number, kind=kind, account=last.id, wanted='{"round": "ours", "schools": ["merced-high"]}'
        )
        job.state, job.created_at, job.file = "done", datetime.now(UTC), f"{number}.zip"
        db.session().add(job)
        db.session().commit()
    return f"/staff/jobs/{number}/file"


def slips(app: Flask, client: FlaskClient) -> tuple[str, dict[str, str]]:
    """The form that makes access codes."""
    with app.app_context():
        db.session().execute(update(Link).where(Link.round == "ours").values(access="codes"))
        db.session().commit()
    token = token_of(client.get("/staff/my-account").text)
    path = "/staff/rounds/ours/kit/merced-high/family/codes"
    return path, {"csrf_token": token, "trays": "Room 12: 3", "languages": "en", "seen": "0"}


def assert_on_record(app: Flask, content: bytes, who: str, action: str = "download") -> None:
    act = acts(app, OURS)[0]
    assert (act.action, act.subject, act.who) == (action, "ours", who)
    hashes = act.details["sha256"]
    assert isinstance(hashes, dict)
    assert list(hashes.values()) == [sha256(content).hexdigest()]


@pytest.mark.parametrize("kind", ["export", "kit"])
@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-3"}, {"If-None-Match": "*"}])
def test_the_file_of_a_job_is_on_record_whole(app: Flask, kind: str, headers: dict[str, str]) -> None:
    add_districts(app)
    client = signed_in_as(app, "district_admin")
    path = job_with_file(app, kind, b"a zip of rows")

    with client.get(path, headers=headers) as answer:
        content = answer.data

    assert (answer.status_code, content) == (200, b"a zip of rows")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=ours-{kind}.zip"
    assert_on_record(app, content, f"district_admin-0-{OURS}@example.org")


def test_slips_with_access_codes_are_on_record(app: Flask) -> None:
    add_districts(app)
    client = signed_in_as(app, "coordinator", schools=("merced-high",))
    path, form = slips(app, client)

    answer = client.post(path, data=form)

    found = re.search(r'href="data:application/pdf;base64,([^"]+)"', answer.text)
    assert found
    assert_on_record(app, b64decode(found[1]), f"coordinator-1-{OURS}@example.org", "codes make")


def test_participation_is_on_record(app: Flask) -> None:
    add_districts(app)

    answer = signed_in_as(app, "district_admin").get("/staff/rounds/ours/participation.csv")

    assert answer.mimetype == "text/csv"
    assert_on_record(app, answer.data, f"district_admin-0-{OURS}@example.org")


def test_a_file_that_cannot_be_put_on_record_is_not_sent(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise RuntimeError("the log is full")

    add_districts(app)
    client = signed_in_as(app, "district_admin")
    paths = [job_with_file(app, "export", b"rows"), "/staff/rounds/ours/participation.csv"]
    monkeypatch.setattr(handing_out, "log_handed_out", refuse)

    for path in paths:
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (500, "text/html")


def test_the_log_shows_downloads_with_their_hash(app: Flask) -> None:
    add_districts(app)
    client = signed_in_as(app, "district_admin")
    content = client.get("/staff/rounds/ours/participation.csv").data

    page = client.get("/staff/log").text

    assert "ours-participation.csv" in page
    assert sha256(content).hexdigest() in page


SENDS = re.compile(
    r"send_file|send_from_directory|Content-Disposition|Response\(|mimetype=|stream_with_context"
)


def test_no_page_of_staff_sends_a_file_by_another_way() -> None:
    folder = Path(survey_app.staff.__file__).parent
    sending = {path.name for path in folder.rglob("*.py") if SENDS.search(path.read_text())}

    assert sending == {"handing_out.py"}


def test_another_way_would_be_noticed() -> None:
    assert SENDS.search('return Response(rows, mimetype="text/csv")')


def test_the_operator_is_on_record_in_the_district_of_the_file(app: Flask, signed_in: FlaskClient) -> None:
    add_districts(app)

    content = signed_in.get("/staff/rounds/ours/participation.csv").data

    assert_on_record(app, content, OPERATOR_EMAIL)
