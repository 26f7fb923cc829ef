"""What the offline client fetches: worker, kit, manifest; and the pages that go with it."""

import base64
import json
import re

import pytest

from survey_app.respond.door import the_door


def fetch(client, path):
    """Status and body; the file that a static answer reads from is closed."""
    with client.get(path) as response:
        return response.status_code, response.data


def test_the_kit_has_the_words_in_the_language_and_the_key_of_the_server(client, app):
    kit = client.get("/s/kit/es").json

    with app.app_context():
        key = the_door().envelopes.current()
    assert kit["protocol"] == 1
    assert kit["key"]["id"] == key.id
    assert base64.urlsafe_b64decode(kit["key"]["public"] + "===") == key.public
    # 2,300 characters may be written to each of these.
    assert kit["sizes"] == {"family-2026.1": 9984, "student-2025.1": 9984, "student-2026.1": 9984}
    assert kit["words"]["send_now"] == "Enviar ahora"
    assert kit["words"]["waiting"].endswith(": {count}")


def test_a_language_that_the_interface_does_not_speak_gets_english_words(client):
    assert client.get("/s/kit/vi").json == client.get("/s/kit/en").json


@pytest.mark.parametrize("path", ["/s/kit/en", "/s/sw.js", "/s/manifest.webmanifest"])
def test_a_second_time_costs_no_bytes(client, path):
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert first.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in first.headers


def test_the_worker_names_files_that_are_there_and_pages_to_fall_back_on(client):
    response = client.get("/s/sw.js")
    shell, start = (
        json.loads(line) for line in re.findall(r"^const \w+ = (\[.*\]);$", response.text, re.MULTILINE)
    )

    assert response.content_type == "text/javascript; charset=utf-8"
    assert {path: fetch(client, path)[0] for path in [*shell, *start]} == dict.fromkeys([*shell, *start], 200)
    assert {path.rpartition("/")[2] for path in shell} >= {
        "respond.js",
        "offline.js",
        "respond.css",
        "offline.css",
    }
    # A classic worker, which every browser can run.
    assert re.search(r"^import\b|\bimport[{\"(]", response.text, re.MULTILINE) is None


def test_the_manifest_is_in_the_readers_language_and_opens_at_the_schools(client):
    manifest = client.get("/s/manifest.webmanifest", headers={"Accept-Language": "ar"})

    assert (manifest.mimetype, manifest.json["dir"], manifest.json["lang"]) == (
        "application/manifest+json",
        "rtl",
        "ar",
    )
    assert (manifest.json["scope"], manifest.json["display"]) == ("/s/", "standalone")
    assert client.get(manifest.json["start_url"]).status_code == 200
    for icon in manifest.json["icons"]:
        _, image = fetch(client, icon["src"])
        width, height = (int.from_bytes(image[at : at + 4]) for at in (16, 20))
        assert f"{width}x{height}" == icon["sizes"]


@pytest.mark.parametrize("path", ["/s/schools", "/s/about-this-device"])
def test_the_pages_of_the_client_are_in_every_language(client, path):
    assert client.get(path, headers={"Accept-Language": "hmn"}).text.count('lang="hmn"') >= 2
    for language in ("en", "es", "hmn", "pa", "ar"):
        page = client.get(f"{path}/{language}")
        assert (page.status_code, f'<html lang="{language}"' in page.text) == (200, True)
    assert client.get(f"{path}/tlh").status_code == 404
