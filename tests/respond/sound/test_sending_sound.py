"""Clips are sent whole and in parts, to everyone alike, and nothing notes who listens."""

import pytest

from survey_app.web import request_log


@pytest.fixture
def clip(speaker):
    """The address of a clip of 21 bytes."""
    (name,) = speaker.record("Belong? (es)")
    return f"/s/sound/{name}.mp3"


SOUND = b"sound of Belong? (es)"


def test_a_clip_is_sent_once_and_kept_for_ever_by_whoever_got_it(client, clip):
    answer = client.get(clip)

    assert (answer.status_code, answer.data, answer.mimetype) == (200, SOUND, "audio/mpeg")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert "Set-Cookie" not in answer.headers
    assert "Vary" not in answer.headers


def test_a_part_of_a_clip_is_sent(client, clip):
    answer = client.get(clip, headers={"Range": "bytes=0-1"})

    assert (answer.status_code, answer.data) == (206, b"so")
    assert answer.headers["Content-Range"] == "bytes 0-1/21"
    assert client.get(clip, headers={"Range": "bytes=9-"}).data == b"Belong? (es)"
    assert client.get(clip, headers={"Range": "bytes=-4"}).data == b"(es)"


def test_a_part_that_is_not_there_is_refused_and_an_odd_wish_gets_the_whole(client, clip):
    beyond = client.get(clip, headers={"Range": "bytes=21-"})

    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */21")
    for odd in ("bytes=0-1,4-5", "seconds=0-1", "bytes=x"):
        assert client.get(clip, headers={"Range": odd}).data == SOUND


def test_the_head_of_a_clip_tells_how_long_it_is(client, clip):
    answer = client.head(clip)

    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (200, b"", "21")


def test_there_is_nothing_at_another_name(client, clip):
    for name in ("0" * 32, "0" * 31, "..%2fsurvey.sqlite", clip[9:41].upper()):
        assert client.get(f"/s/sound/{name}.mp3").status_code == 404


def test_no_log_says_that_anybody_listens(app, clip, caplog):
    request_log.install_request_log(app)
    with caplog.at_level("INFO", "survey_app.requests"):
        app.test_client().get(clip)
        app.test_client().get("/s/merced-high/es")

    assert [record.fields["route"] for record in caplog.records] == ["/s/<school>/<language:language>"]
