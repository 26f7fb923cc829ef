"""Files that a device saved: imported once, whatever is in them."""

import base64
import json

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from survey_app.actions.responses.access_codes import CodeBook
from survey_app.actions.responses.envelopes import EnvelopeKeys
from survey_app.actions.responses.import_file import Outcome, Secrets, import_responses, read_file
from survey_app.actions.responses.writer import ResponseWriter
from survey_app.actions.sealing.key_watch import begin_epoch
from survey_app.actions.surveys.catalog import read_catalog
from survey_app.errors import ResponseFileError
from survey_app.store.tables import ReceivedOnce
from tests.actions.responses.test_envelopes import sealed_to
from tests.installation import with_secrets
from tests.respond.door_samples import SURVEY, TODAY, a_response, open_everything


@pytest.fixture
def import_all(engine, keys, tmp_path):
    """Imports the responses of a file that was read; returns what became of each."""
    open_everything(engine)
    begin_epoch(engine, keys, TODAY)
    folder = with_secrets(tmp_path / "instance")
    writer = ResponseWriter(engine, count_day=lambda: TODAY)

    def run(responses):
        with Session(engine) as session:
            catalog = read_catalog(session, TODAY)
        secrets = Secrets(EnvelopeKeys.of(folder), CodeBook.of(folder))
        return list(import_responses(catalog, secrets, writer, responses))

    yield run
    writer.stop()


@pytest.fixture
def run_import(import_all, tmp_path):
    """Imports responses from a file; returns what became of each."""

    def run(*responses):
        path = tmp_path / "saved.json"
        path.write_text(json.dumps({"format": "survey_app responses", "protocol": 1, "responses": responses}))
        return import_all(read_file(path))

    return run


def saved(body=None, address=SURVEY):
    return {"address": address, "body": body or a_response()}


def count_stored(engine):
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(ReceivedOnce))


def test_a_file_is_stored_once_however_often_it_is_imported(run_import, engine):
    one, other = saved(), saved()

    new = saved()
    ids = [response["body"]["id"] for response in (one, other, new)]

    assert run_import(one, other) == [Outcome(1, ids[0], True, ""), Outcome(2, ids[1], True, "")]
    assert run_import(other, one, new) == [
        Outcome(1, ids[1], False, ""),
        Outcome(2, ids[0], False, ""),
        Outcome(3, ids[2], True, ""),
    ]
    assert count_stored(engine) == 3


def test_an_envelope_of_a_file_is_opened_and_the_bare_form_of_it_was_stored_before(
    run_import, engine, tmp_path
):
    body = a_response()
    key = EnvelopeKeys.of(tmp_path / "instance").current()
    sealed = sealed_to(
        key.public, json.dumps(body).encode(), f"survey_app 1 merced-high/student {body['id']}"
    )
    words = base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()
    envelope = {"protocol": 1, "id": body["id"], "key": key.id, "sealed": words}

    outcomes = run_import(saved(envelope), saved(body), saved(envelope, "/s/merced-high/family"))

    assert [(outcome.is_new, bool(outcome.refusal)) for outcome in outcomes] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    assert outcomes[2].id == body["id"]
    assert count_stored(engine) == 1


def test_a_response_whose_id_another_has_is_stored_once_however_often_it_is_imported(run_import, engine):
    first = a_response(answers={"belong": "some"}, salt="A" * 22)
    other = {**first, "answers": {"belong": "little"}}
    run_import(saved(first))

    outcomes = [*run_import(saved(other)), *run_import(saved(other), saved(first), saved(other))]

    assert outcomes == [
        Outcome(1, first["id"], True, ""),
        Outcome(1, first["id"], False, ""),
        Outcome(2, first["id"], False, ""),
        Outcome(3, first["id"], False, ""),
    ]
    assert count_stored(engine) == 2


def test_answers_nested_so_deeply_that_they_can_just_be_read_do_not_end_the_import(import_all):
    deep = 1
    for _ in range(5000):
        deep = {"a": deep}

    outcomes = import_all([saved(a_response(answers={"x": deep})), saved()])

    assert [outcome.refusal for outcome in outcomes] == ["it is nested too deeply", ""]


def test_bad_answers_are_no_reason_to_refuse_a_response_of_a_file(run_import, engine):
    outcomes = run_import(saved(a_response(answers={"belong": "nonsense", "open_change": "x" * 9000})))

    assert [outcome.is_new for outcome in outcomes] == [True]
    assert count_stored(engine) == 1


def test_the_error_does_not_repeat_what_stands_in_place_of_an_id(run_import):
    outcomes = run_import(saved(a_response(id="my secret")), saved(a_response(id=["my secret"])), "my secret")

    assert [outcome.id for outcome in outcomes] == ["", "", ""]
    assert "secret" not in "".join(outcome.refusal for outcome in outcomes)


@pytest.mark.parametrize(
    ("response", "why"),
    [
        (saved(address="/s/nowhere/student"), "no survey here has this address"),
        (saved(address="../../etc/passwd"), "no survey here has this address"),
        (saved(address=[[[]]]), "no survey here has this address"),
        (saved({"id": "x"}), "a response must have only the keys"),
        (saved({**a_response(), "id": "x"}), "id is not a version 4 UUID"),
        (
            saved({"protocol": 1, "id": "x", "key": "0" * 16, "sealed": "AAAA"}),
            "this server does not have this key",
        ),
        (saved({**a_response(), "answers": {"open_change": "x" * 100_000}}), "larger than a response can be"),
        (saved({**a_response(), "round": "spring-1999"}), "accepts no more responses"),
        (saved(address="/s/golden-valley-high/student"), "this survey is closed"),
        ("nonsense", "no address and body"),
        ({"address": SURVEY}, "no address and body"),
    ],
)
def test_an_import_names_what_it_cannot_take_and_stores_the_rest(run_import, engine, response, why):
    outcomes = run_import(saved(), response, saved())

    assert [outcome.is_new for outcome in outcomes] == [True, False, True]
    assert why in outcomes[1].refusal
    assert count_stored(engine) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "1:1: the JSON is damaged or cut off"),
        (
            b'{"format": "survey_app responses",\n "protocol": 1, "respon',
            "2:17: the JSON is damaged or cut off",
        ),
        (b"\xff\xfe", "not text in UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (
            b'{"format": "survey_app responses", "protocol": ' + b"9" * 5000 + b"}",
            "a number in it is too long to read",
        ),
        (b"[]", "not a file of responses"),
        (b'{"format": "something else"}', "not a file of responses"),
        (b'{"format": "survey_app responses", "protocol": 9, "responses": []}', "not in protocol 1;"),
        (b'{"format": "survey_app responses", "protocol": 1}', "not in protocol 1;"),
    ],
    ids=[
        "empty",
        "cut off",
        "not text",
        "deep",
        "endless",
        "a list",
        "another format",
        "another protocol",
        "no list",
    ],
)
def test_the_error_names_a_file_that_no_device_wrote_and_says_what_is_wrong(tmp_path, content, words):
    path = tmp_path / "saved.json"
    path.write_bytes(content)

    with pytest.raises(ResponseFileError, match=r"saved\.json") as refusal:
        read_file(path)
    assert words in str(refusal.value)


def test_a_file_larger_than_any_device_writes_is_not_read(tmp_path):
    path = tmp_path / "saved.json"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)

    with pytest.raises(ResponseFileError, match=r"saved\.json: the file is larger than 64 MiB"):
        read_file(path)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ResponseFileError, match=r"none\.json: No such file"):
        read_file(tmp_path / "none.json")
