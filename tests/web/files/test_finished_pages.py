"""Finished pages: drawn and compressed once, sent from memory, and never mixed up."""

import gzip

import brotli
import pytest
from flask import Flask, request

from survey_app.web.files.page_cache import (
    FinishedPage,
    accepted_encoding,
    install_page_cache,
    passing_page,
    serve_from_page_cache,
)

APP = Flask("survey_app", static_folder=None)
HTML = "<p>¿Cuánto sientes que perteneces?</p>" * 50
PAGE = FinishedPage.from_text(HTML)


def ask(**headers):
    with APP.test_request_context(
        "/", headers={name.replace("_", "-"): value for name, value in headers.items()}
    ):
        return PAGE.response(request)


@pytest.mark.parametrize(
    ("accept", "encoding", "decode"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("*", "br", brotli.decompress),
        ("", None, bytes),
        ("identity", None, bytes),
        ("br;q=0", None, bytes),
    ],
)
def test_everyone_gets_the_same_page_in_an_encoding_they_take(accept, encoding, decode):
    response = ask(Accept_Encoding=accept)

    assert response.headers.get("Content-Encoding") == encoding
    assert decode(response.data) == HTML.encode()
    assert response.headers["Vary"] == "Accept-Encoding"


def test_the_encoding_of_a_header_is_worked_out_once_for_each():
    assert accepted_encoding("gzip;q=1.0, br;q=1.0") == "br"
    assert accepted_encoding("garbage;;;q=x") is None


def test_a_page_that_the_browser_has_is_not_sent_again():
    etag = ask().headers["ETag"]

    for known in (etag, f'"other", {etag}', etag.removeprefix("W/")):
        response = ask(If_None_Match=known, Accept_Encoding="br")
        assert (response.status_code, response.data) == (304, b"")
        assert response.headers["ETag"] == etag


def test_a_page_is_asked_for_again_each_time():
    assert ask().headers["Cache-Control"] == "no-cache"
    assert ask(If_None_Match='W/"another"').status_code == 200


def test_a_page_is_compressed_quickly_at_first_and_well_later():
    text = "".join(f"<p>¿Cuánto sientes que perteneces? {number * 7919 % 1000}</p>" for number in range(400))
    page = FinishedPage.from_text(text, 410)
    best = page.smallest()

    assert best.answer("br", "")[2] == brotli.compress(text.encode(), quality=11)
    assert len(best.answer("br", "")[2]) < len(page.answer("br", "")[2])
    assert best.answer("gzip", "")[2] == gzip.compress(text.encode(), 9, mtime=0)
    assert best.answer("", "")[2] == text.encode()
    assert (best.status, best.etag) == (page.status, page.etag) == ("410 Gone", best.etag)


def test_another_page_has_another_tag():
    assert FinishedPage.from_text("<p>a</p>").etag != FinishedPage.from_text("<p>b</p>").etag


def test_a_page_with_answers_is_kept_by_nobody():
    with APP.test_request_context("/", headers={"Accept-Encoding": "gzip, br"}):
        response = passing_page(request, HTML, 422)

    assert (response.status_code, response.headers["Cache-Control"]) == (422, "no-store")
    assert gzip.decompress(response.data) == HTML.encode()
    assert "ETag" not in response.headers


@pytest.fixture
def app():
    """An app with one finished page, which Flask would answer otherwise."""
    app = Flask("survey_app", static_folder=None)
    app.add_url_rule("/finished", view_func=lambda: "flask", methods=["GET", "POST"])
    app.add_url_rule("/other", "other", view_func=lambda: "flask")
    install_page_cache(app)
    serve_from_page_cache(app, {"/finished": PAGE, "/closed": FinishedPage.from_text(HTML, 410)}.get)
    return app


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "br"}, {"If-None-Match": PAGE.etag}])
def test_a_page_from_the_cache_is_the_page_that_flask_would_send(app, headers):
    page_cache = app.test_client().get("/finished", headers=headers)
    flask = ask(**headers)

    assert (page_cache.status, page_cache.data) == (flask.status, flask.data)
    assert dict(page_cache.headers).items() <= dict(flask.headers).items()


def test_a_page_that_is_not_in_the_cache_goes_to_flask(app):
    client = app.test_client()

    assert client.get("/other").text == "flask"
    assert client.post("/finished").text == "flask"
    assert client.get("/nothing").status_code == 404


def test_a_finished_page_keeps_its_status(app):
    response = app.test_client().get(
        "/closed", headers={"If-None-Match": FinishedPage.from_text(HTML, 410).etag}
    )

    assert (response.status, response.text) == ("410 Gone", HTML)
