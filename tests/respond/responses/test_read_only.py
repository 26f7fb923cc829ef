"""During maintenance everybody can read. What people send is refused in a way that keeps it on their device."""

from datetime import UTC, datetime, timedelta

import pytest

from survey_app.actions.read_only import ReadOnly, begin_read_only, end_read_only, is_read_only
from tests.respond.door_samples import SURVEY, a_response

NOW = datetime(2027, 4, 6, 19, 0, tzinfo=UTC)


@pytest.fixture
def maintained(tmp_path):
    begin_read_only(tmp_path, None)


def test_the_survey_can_be_read(client, maintained):
    assert client.get(f"{SURVEY}/es").status_code == 200


def test_a_device_is_told_to_keep_its_response_and_send_it_again(client, maintained, stored):
    answer = client.post(f"{SURVEY}/responses", json=a_response())

    assert (answer.status_code, answer.json["error"]["code"]) == (503, "busy")
    assert answer.headers["Retry-After"] == "60"
    assert stored() == []


@pytest.mark.parametrize(("language", "words"), [("en", "Maintenance is under way"), ("es", "mantenimiento")])
def test_who_sends_without_scripts_reads_why_in_their_language(client, maintained, language, words):
    answer = client.post(f"{SURVEY}/{language}", data={"belong": "some"})

    assert answer.status_code == 503
    assert words in answer.text


def test_without_maintenance_the_page_of_503_says_something_else(client):
    assert client.post(f"{SURVEY}/en", data={"belong": "some"}).status_code != 503


def test_it_ends_by_itself_or_when_it_is_ended(tmp_path):
    begin_read_only(tmp_path, NOW)
    assert is_read_only(tmp_path, NOW - timedelta(seconds=1))
    assert not is_read_only(tmp_path, NOW)

    begin_read_only(tmp_path, None)
    assert is_read_only(tmp_path, NOW)
    assert end_read_only(tmp_path)
    assert not is_read_only(tmp_path, NOW)
    assert not end_read_only(tmp_path)


def test_every_server_knows_within_two_seconds(tmp_path):
    now = [0.0]
    server = ReadOnly(tmp_path, clock=lambda: now[0])
    assert not server.is_on()

    begin_read_only(tmp_path, None)
    now[0] += 1.0

    assert server.is_on()
