"""Static files: built small, named by their bytes, and never changed at their address."""

import gzip
import shutil
import threading
from functools import partial
from hashlib import sha256

import brotli
import pytest
from flask import Flask

from survey_app.config import read_settings
from survey_app.web.files.static_files import (
    SOURCE,
    WRITTEN,
    as_written,
    build,
    install_static_files,
    source_hash,
    written_hashes,
)
from survey_app.web.security import install_headers
from tests.cli.serving.races import PROCESSES, at_once

STYLE = "/* a comment */\nbody {\n  color: red;\n}\n"
SCRIPT = """// a comment
import { b } from "./js/b.js";

const pattern = /[/]"x"/g;
export const a = `two
  lines ${ b + 1 }`;
"""


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    (folder / "js").mkdir(parents=True)
    (folder / "site.css").write_text(STYLE)
    (folder / "a.js").write_text(SCRIPT)
    (folder / "js" / "b.js").write_text("export const b = 1;\n" * 40)
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n")
    return folder


@pytest.fixture
def app_of_build(tmp_path, static_builds):
    (tmp_path / "static").symlink_to(static_builds)
    app = Flask(__name__, static_folder=None)
    install_static_files(app, tmp_path)
    install_headers(app, read_settings({"INSTANCE_PATH": str(tmp_path)}))
    return app


def test_a_build_is_smaller_and_compressed(source, tmp_path):
    folder = tmp_path / "static" / build(source, tmp_path / "static")

    built = (folder / "site.css").read_bytes()
    assert built == b"body{color:red}"
    assert brotli.decompress((folder / "site.css.br").read_bytes()) == built
    assert gzip.decompress((folder / "site.css.gz").read_bytes()) == built
    assert not (folder / "picture.png.br").exists()


def test_minifying_keeps_what_a_script_says(source, tmp_path):
    script = (tmp_path / "static" / build(source, tmp_path / "static") / "a.js").read_text()

    assert "a comment" not in script
    assert "`two\n  lines ${ b + 1 }`" in script
    assert '/[/]"x"/g' in script


def test_other_bytes_get_another_address(source, tmp_path):
    first = build(source, tmp_path / "static")
    assert build(source, tmp_path / "static") == first

    (source / "js" / "b.js").write_text("export const b = 2;\n")

    assert build(source, tmp_path / "static") != first
    assert (tmp_path / "static" / first / "a.js").exists()


def build_and_list(source, folder):
    """What a server that starts finds to serve, with the bytes of each file."""
    name = build(source, folder / "static")
    files = sorted(path for path in (folder / "static" / name).rglob("*") if path.is_file())
    return b"\n".join(f"{path.name}: {sha256(path.read_bytes()).hexdigest()}".encode() for path in files)


def test_processes_that_start_together_build_one_whole_folder(source, tmp_path):
    alone = build_and_list(source, tmp_path / "alone")
    together = tmp_path / "together"

    assert at_once(partial(build_and_list, source), together) == [alone] * PROCESSES
    assert alone.count(b"\n") >= 8
    # Of what the others built, nothing is left.
    assert [path.name for path in together.iterdir()] == ["static"]
    assert len(list((together / "static").iterdir())) == 1


def test_who_comes_while_another_builds_is_given_a_whole_folder(source, tmp_path, monkeypatch):
    alone = build_and_list(source, tmp_path / "alone")
    between = []

    def come_between(content):
        monkeypatch.setattr(gzip, "compress", compress)
        between.append(build_and_list(source, tmp_path / "together"))
        return compress(content, 9, mtime=0)

    compress = gzip.compress
    monkeypatch.setattr(gzip, "compress", lambda content, *_, **__: come_between(content))

    assert build_and_list(source, tmp_path / "together") == alone
    assert between == [alone]


def test_old_builds_make_room(source, tmp_path):
    for number in range(13):
        (source / "site.css").write_text(f"p{{order:{number}}}")
        newest = build(source, tmp_path / "static")

    kept = {path.name for path in (tmp_path / "static").iterdir()}
    assert len(kept) == 10
    assert newest in kept


def test_an_old_build_does_not_go_while_another_process_lists_what_to_serve(source, tmp_path):
    """Servers that start together after an update: one makes room, another lists all builds."""
    together = threading.Barrier(4)
    problems = []

    def start(number):
        for turn in range(8):
            own = tmp_path / f"source{number}"
            shutil.copytree(source, own, dirs_exist_ok=True)
            (own / "site.css").write_text(f"p{{order:{number}{turn}}}")
            together.wait()
            try:
                install_static_files(Flask("survey_app", static_folder=None), tmp_path, own)
            except OSError as problem:
                problems.append(problem)

    threads = [threading.Thread(target=start, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []


@pytest.fixture
def app(source, tmp_path):
    app = Flask("survey_app", static_folder=None)
    install_static_files(app, tmp_path, source)
    return app


def test_files_never_change_at_their_address_so_they_are_asked_for_once(app):
    address = app.jinja_env.globals["static_url"]("js/b.js")

    response = app.test_client().get(address, headers={"Accept-Encoding": "gzip, br"}, buffered=True)

    assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert not {"ETag", "Last-Modified"} & set(response.headers.keys())
    assert response.headers["Content-Encoding"] == "br"
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert "Access-Control-Allow-Origin" not in response.headers
    assert address.startswith("/static/")
    assert address.endswith("/js/b.js")


def test_a_picture_is_served_as_it_is(app):
    response = app.test_client().get(app.jinja_env.globals["static_url"]("picture.png"), buffered=True)

    assert (response.data, response.headers["Content-Type"]) == (b"\x89PNG\r\n", "image/png")


def test_a_template_that_names_a_missing_file_fails_loudly(app):
    with pytest.raises(FileNotFoundError, match=r"no static file sight\.css"):
        app.jinja_env.globals["static_url"]("sight.css")


@pytest.mark.parametrize(
    "path", ["/static/", "/static/nothing/site.css", "/static/../secret_key", "/static/..%2fsecret_key"]
)
def test_nothing_else_is_served(app, tmp_path, path):
    (tmp_path / "secret_key").write_text("secret")

    assert app.test_client().get(path, buffered=True).status_code == 404


def test_the_files_of_the_app_can_be_built(tmp_path):
    assert build(SOURCE, tmp_path / "static")


def test_what_is_written_into_pages_is_named_in_their_policy(app_of_build):
    written = app_of_build.extensions[WRITTEN]
    policy = app_of_build.test_client().get("/nowhere").headers["Content-Security-Policy"]

    for directive, name in (("script-src", "respond.js"), ("style-src", "respond.css")):
        assert f"{directive} 'self' {source_hash(written[name])}" in policy
        assert source_hash(written[name] + " ") not in policy


def test_a_script_in_a_page_finds_the_others_of_its_build(tmp_path):
    script = tmp_path / "a.js"
    script.write_text('import("./js/b.js");')

    assert as_written(script) == 'import(document.scripts[0].dataset.files+"js/b.js");'
    assert written_hashes({"a.css": "a{}"})["script-src"] == []


@pytest.mark.parametrize("words", ["</script>", "</style>", "<!--"])
def test_what_would_end_its_element_in_a_page_is_refused(tmp_path, words):
    (tmp_path / "a.js").write_text(f"const x = '{words}';")

    with pytest.raises(ValueError, match=r"a\.js cannot stand in a page"):
        as_written(tmp_path / "a.js")
