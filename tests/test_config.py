"""Settings: what is accepted works, and what cannot work is refused by its name, with the remedy."""

from pathlib import Path

import pytest
from sqlalchemy import make_url

from survey_app.addresses import opens_on_phones
from survey_app.cli.serving.supervisor import gunicorn_command
from survey_app.config import read_settings
from survey_app.errors import SettingsError
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.store.database.engine import writing

NOWHERE = {"INSTANCE_PATH": "/nowhere"}
FOLDERS = [
    "what?",
    "a%20b",
    "50% done #1",
    "año 2026",
    "a&b=c;d+e",
    "q?x=1#y",
    "'quoted' \"twice\"",
    "back\\slash",
]


def fault_of(**environment: str) -> str:
    with pytest.raises(SettingsError) as refused:
        read_settings({**NOWHERE, **environment})
    return str(refused.value)


@pytest.mark.parametrize("name", FOLDERS)
def test_the_database_and_its_turn_lie_in_the_folder_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    settings = read_settings({"INSTANCE_PATH": str(tmp_path / name)})
    assert make_url(settings.database_url).database == str(tmp_path / name / "survey.sqlite")

    app = create_app(settings)
    with app.app_context():
        with writing(db.engine) as connection:
            connection.exec_driver_sql("CREATE TABLE here (at INTEGER)")
        db.engine.dispose()

    assert [path.name for path in tmp_path.iterdir()] == [name]
    there = {path.name for path in (tmp_path / name).iterdir()}
    assert {"survey.sqlite", "survey.sqlite-turn"} <= there


def test_a_folder_that_no_address_can_name_is_refused_by_its_name() -> None:
    assert "INSTANCE_PATH: '/nowhere/\\udcff' has characters" in fault_of(INSTANCE_PATH="/nowhere/\udcff")


@pytest.mark.parametrize(
    "address",
    [
        "https://d.example.org/?x=1", "https://d.example.org/surveys", "https://d.example.org/#top", "https://d.example.org?",
        "https://ana:secret@d.example.org", "https://d.example.org:99999", "ftp://d.example.org", "d.example.org",
        "https://d d.example.org", "https://españa.example.org", "https://d.example.org\\x", "http://0.0.0.0:8000",
        "http://[::]:8000", "https://", "https://-d.example.org", "http://1.2.3:80", "mailto:ana@d.example.org",
    ],
)  # fmt: skip
def test_an_address_with_more_or_less_than_a_host_is_refused_with_the_remedy(address: str) -> None:
    fault = fault_of(PUBLIC_URL=address)

    assert fault.split("\n")[1].startswith("  PUBLIC_URL: ")
    assert "give the address alone, such as https://surveys.example.org" in fault
    assert "secret" not in fault


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://d.example.org", "https://d.example.org"),
        ("https://d.example.org/", "https://d.example.org"),
        ("HTTPS://D.Example.org:8443", "https://d.example.org:8443"),
        ("http://192.168.1.7:8000", "http://192.168.1.7:8000"),
        ("http://[fd00::7]:8000", "http://[fd00::7]:8000"),
        ("http://server", "http://server"),
    ],
)
def test_an_address_of_a_host_is_kept(address: str, kept: str) -> None:
    assert read_settings({**NOWHERE, "PUBLIC_URL": address}).public_url == kept


@pytest.mark.parametrize(
    ("host", "bind", "address"),
    [
        ("127.0.0.1", "127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("0.0.0.0", "0.0.0.0:8000", "http://127.0.0.1:8000"),
        ("::", "[::]:8000", "http://[::1]:8000"),
        ("::1", "[::1]:8000", "http://[::1]:8000"),
        ("[::1]", "[::1]:8000", "http://[::1]:8000"),
        ("localhost", "localhost:8000", "http://localhost:8000"),
    ],
)
def test_every_way_to_say_where_to_listen_works(host: str, bind: str, address: str) -> None:
    settings = read_settings({**NOWHERE, "HOST": host})

    assert settings.public_url == address
    command = gunicorn_command(settings)
    assert command[command.index("--bind") + 1] == bind


@pytest.mark.parametrize(
    "host", ["unix:/run/x", "999.1.1.1", "a b", "fe80::1%eth0", "127.0.0.1:80", "http://x", ":::"]
)
def test_an_address_where_nobody_can_listen_is_refused_by_its_own_name(host: str) -> None:
    assert [line.partition(":")[0] for line in fault_of(HOST=host).split("\n")[1:]] == ["  HOST"]


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////a?b/x.sqlite",
        "sqlite:///relative",
        "sqlite:////",
        "postgresql://u:p@h:x/d",
        "mysql://h/d",
        "x",
    ],
)
def test_the_address_of_a_database_that_cannot_work_is_refused(url: str) -> None:
    assert "  DATABASE_URL: " in fault_of(DATABASE_URL=url)


POOLED = "postgresql://u:p@127.0.0.1:6432/survey"
DIRECT = "postgresql://u:p@db.example.org/survey"


def test_the_direct_address_is_the_usual_one_unless_it_is_given() -> None:
    usual = read_settings({"DATABASE_URL": POOLED})
    given = read_settings({"DATABASE_URL": POOLED, "DATABASE_DIRECT_URL": DIRECT})

    assert usual.database_direct_url == usual.database_url
    assert given.database_direct_url == DIRECT.replace("postgresql:", "postgresql+psycopg:")


@pytest.mark.parametrize(
    ("url", "direct"),
    [(POOLED, "sqlite:////absolute/x.sqlite"), ("sqlite:////absolute/x.sqlite", DIRECT), (POOLED, "x")],
)
def test_a_direct_address_of_another_kind_of_database_is_refused(url: str, direct: str) -> None:
    assert "  DATABASE_DIRECT_URL: " in fault_of(DATABASE_URL=url, DATABASE_DIRECT_URL=direct)


@pytest.mark.parametrize(
    ("address", "opens"),
    [
        ("https://d.example.org", True),
        ("http://192.168.1.7:8000", True),
        ("http://[fd00::7]", True),
        ("http://127.0.0.1:8000", False),
        ("http://127.8.9.1", False),
        ("http://localhost:8000", False),
        ("http://surveys.localhost", False),
        ("http://[::1]:8000", False),
        ("http://0.0.0.0:8000", False),
        ("http://[::]:8000", False),
        ("http://169.254.3.4", False),
    ],
)
def test_an_address_that_only_this_computer_knows_is_told_from_others(address: str, opens: bool) -> None:
    assert opens_on_phones(address) is opens
