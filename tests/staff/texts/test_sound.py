"""Speakers bring recordings, hear them, see what is missing or old, and remove them; only in their languages."""

import csv
import io
import re

import pytest

from survey_app.actions.audit_log import show_log
from survey_app.extensions import db
from tests.actions.clips.sounds import recorded
from tests.actions.clips.test_take_files import zipped
from tests.staff.accounts.people import OURS, signed_in_as
from tests.staff.conftest import token_of
from tests.staff.texts.test_texts import LANGUAGE, send

SOUND = f"{LANGUAGE}/sound"
TONE = recorded("ipod")


def bring(client, *files, address=SOUND, agreed="yes"):
    """Send files (name, content) with the form of a page."""
    token = token_of(client.get(address).text)
    fields = {"csrf_token": token, "clip": [(io.BytesIO(content), name) for name, content in files]}
    return client.post(address, data=fields | ({"agreed": agreed} if agreed else {}))


def to_record(client) -> list[list[str]]:
    return list(csv.reader(io.StringIO(client.get(f"{SOUND}.csv").data.decode("utf-8-sig"))))


def page_of(client, key):
    """The address of the page of a text, by the name of its file."""
    page = client.get(f"{SOUND}?find={key}").text
    return re.search(rf'href="({SOUND}/\w{{12}})"[^\n]*?{re.escape(key)}<', page)[1]


@pytest.fixture
def client(app, district):
    return signed_in_as(app, "translator")


def test_the_list_for_a_speaker_names_each_file_and_what_to_say(client):
    head, *rows = to_record(client)

    assert head == ["file", "es", "en"]
    assert rows[0][0].startswith("family.")
    assert ["page.choose_up_to_3", "Se pueden elegir hasta 3.", "Choose up to 3."] in rows
    assert all("{" not in words and words for _, words, _ in rows)


def test_a_zip_is_taken_and_says_what_was_not(client):
    (first, words, _), (second, *_rest) = to_record(client)[1:3]
    answer = bring(
        client, ("clips.zip", zipped({f"{first}.m4a": TONE, f"{second}.m4a": b"x", "a.m4a": TONE}).read())
    )

    assert answer.status_code == 200
    assert "1 clip was taken." in answer.text
    assert "2 files were not taken:" in answer.text
    assert f"{second}.m4a is no recording" in answer.text
    assert "No text is called like a.m4a" in answer.text
    assert first not in [row[0] for row in to_record(client)]
    (clip,) = re.findall(r'src="(/s/sound/\w{32}\.mp3)"', client.get(f"{SOUND}?state=recorded").text)
    assert client.get(clip).mimetype == "audio/mpeg"
    assert words in client.get(f"{SOUND}?state=recorded").text


def test_a_page_may_play_sound_only_where_there_is_some(client):
    key = to_record(client)[1][0]
    address = page_of(client, key)
    assert "media-src" not in client.get(address).headers["Content-Security-Policy"]

    bring(client, ("anything.m4a", TONE), address=address)

    for path, may_play in (
        (address, True),
        (SOUND, True),
        (f"{SOUND}?state=missing", False),
        (LANGUAGE, False),
    ):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert ("media-src 'self'" in policy) == may_play, path


def test_without_the_word_of_the_speaker_no_voice_is_kept(client):
    before = to_record(client)
    address = page_of(client, before[1][0])

    for path in (SOUND, address):
        answer = bring(client, (f"{before[1][0]}.m4a", TONE), address=path, agreed="")
        assert (answer.status_code, 'id="agreed-problem"' in answer.text) == (422, True)
        answer = bring(client, address=path)
        assert (answer.status_code, 'id="clip-problem"' in answer.text) == (422, True)
    answer = bring(client, ("hello.m4a", b"PNG"), address=address)
    assert "hello.m4a is no recording" in answer.text
    assert to_record(client) == before


def test_a_clip_is_removed_and_the_log_says_who_did_what(client, app):
    key = to_record(client)[1][0]
    address = page_of(client, key)
    bring(client, ("Mai Yang.m4a", TONE), address=address)

    gone = client.post(f"{address}/remove", data={"csrf_token": token_of(client.get(address).text)})

    assert gone.status_code == 302
    assert key in [row[0] for row in to_record(client)]
    with app.app_context():
        acts = show_log(db.session(), OURS).acts[:2]
    assert [(each.action, each.subject, each.who) for each in acts] == [
        ("clip remove", key, "translator-0-24-65789@example.org"),
        ("clip keep", key, "translator-0-24-65789@example.org"),
    ]
    assert acts[1].details["speaker_agreed"] is True
    assert "Mai Yang" not in str(acts)


def test_a_clip_of_words_that_changed_is_listed_as_old(client):
    key, words, _ = to_record(client)[1]
    address = page_of(client, key)
    bring(client, ("x.m4a", TONE), address=address)
    text = re.search(rf'href="({LANGUAGE}/\w{{12}})"', client.get(address).text)[1]
    assert "There is a recorded clip of these words." in client.get(text).text

    send(client, text, "save", words="Otras palabras")

    page = client.get(SOUND).text
    assert "Old clips" in page
    assert words in page.partition("Old clips")[2].partition("All texts")[0]
    assert client.get(address).status_code == 404
    assert "There is no recorded clip of these words." in client.get(text).text
    assert client.post(f"{address}/remove", data={"csrf_token": token_of(page)}).status_code == 302
    assert "Old clips" not in client.get(SOUND).text


def test_only_the_languages_of_the_account_can_be_recorded(client, speaks):
    address = page_of(client, to_record(client)[1][0])
    speaks("pa")

    for path in (SOUND, f"{SOUND}.csv", address):
        assert client.get(path).status_code == 404
    token = token_of(client.get("/staff/texts").text)
    for path in (SOUND, address, f"{address}/remove"):
        answer = client.post(
            path, data={"csrf_token": token, "agreed": "yes", "clip": (io.BytesIO(TONE), "x.m4a")}
        )
        assert answer.status_code == 404
