"""The kit in the browser: sheets, texts, slips with codes, and everything as a zip."""

import io
import re
import zipfile
from base64 import b64decode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import delete, update

from survey_app.actions.audit_log import show_log
from survey_app.actions.kit import kit
from survey_app.actions.responses.access_codes import AccessCodes, CodeBook
from survey_app.documents.kit import qr_svg
from survey_app.errors import PaperError
from survey_app.extensions import db
from survey_app.languages.catalogs import shipped_languages
from survey_app.staff.kit import kit as kit_pages
from survey_app.store.tables import AccessCode, Link, ReceivedOnce
from survey_app.vocabulary import COORDINATOR, DISTRICT_ADMIN
from survey_app.web.jobs import the_worker
from tests.staff.accounts.people import add_districts, signed_in_as
from tests.staff.conftest import token_of

TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')
KIT = "/staff/rounds/ours/kit/merced-high/family"
LANGUAGES = len(shipped_languages())
# Four kinds of sheets, in each language, and in each with English.
SHEETS = 4 * (LANGUAGES + LANGUAGES - 1)


@pytest.fixture
def ana(app: Flask) -> FlaskClient:
    add_districts(app)
    return signed_in_as(app, COORDINATOR, schools=("merced-high",))


def post(client: FlaskClient, path: str, page: str, **fields: object):
    return client.post(path, data={"csrf_token": token_of(client.get(page).text), **fields})


def change_links(app: Flask, **values: object) -> None:
    with app.app_context():
        db.session.execute(update(Link).values(values))
        db.session.commit()


def offer(app: Flask, languages: list[str]) -> int:
    """Let all surveys be offered in these languages; [] is all. Returns how many sheets that makes."""
    change_links(app, languages=languages)
    return 4 * (2 * len(languages) - 1) if languages else SHEETS


def ask_for_codes(app: Flask) -> None:
    change_links(app, access="codes")


def test_the_page_offers_every_sheet_in_every_language_and_with_english(ana):
    links = re.findall(r'href="([^"]+\.pdf\?languages=[^"]+)"', ana.get(KIT).text)

    assert len(links) == SHEETS
    for link in links[::11]:
        answer = ana.get(link)
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        assert answer.data.startswith(b"%PDF")


@pytest.mark.parametrize("path", ["banner.pdf", "poster.pdf?languages=tlh", "poster.pdf?languages=../en"])
def test_an_unknown_sheet_is_not_found(ana, path):
    assert ana.get(f"{KIT}/{path}").status_code == 404


def test_texts_to_copy_carry_the_link_in_their_language_and_an_open_one_has_no_codes(ana):
    page = ana.get(KIT).text

    assert "/s/merced-high/family/es?from=social" in page
    assert "/s/merced-high/family/ar?from=message" in page
    assert page.count('class="copy"') == 2 * LANGUAGES
    assert 'name="trays"' not in page


def test_slips_are_made_in_trays_and_each_code_works(app, ana, tmp_path):
    ask_for_codes(app)

    answer = post(
        ana, f"{KIT}/codes", KIT, trays="Room\v12: 3\r\n\r\nRoom 7 : 2\r\n", languages="en+es", seen=0
    )

    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(slips_in(answer.text))).pages)
    codes = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", words)
    with app.app_context():
        known = AccessCodes(db.engine, CodeBook(tmp_path / "instance" / "pepper"))
        assert [known.state("ours", "merced-high/family", code) for code in codes] == ["known"] * 5
    assert "5 codes were made so far" in ana.get(KIT).text


def slips_in(page: str) -> bytes:
    """The PDF that the page of a kit offers once."""
    found, name = re.search(r'href="data:application/pdf;base64,([^"]+)" download="([^"]+)"', page).groups()
    assert name == "merced-high-family-codes.pdf"
    return b64decode(found)


def test_the_page_shows_what_was_done_and_no_earlier_error(app, ana):
    ask_for_codes(app)
    wrong = post(ana, f"{KIT}/codes", KIT, trays="Room", languages="en", seen=0)
    assert 'role="alert"' in wrong.text

    page = post(ana, f"{KIT}/codes", KIT, trays="Room 12: 3", languages="en", seen=0).text

    assert "3 codes were made." in page
    assert "3 codes were made so far" in page
    assert 'role="alert"' not in page
    assert "Room 12: 3</textarea>" not in page


def test_a_second_press_makes_no_new_codes(app, ana):
    ask_for_codes(app)
    form = {"trays": "Room 12: 3", "languages": "en", "seen": 0}
    post(ana, f"{KIT}/codes", KIT, **form)

    again = post(ana, f"{KIT}/codes", KIT, **form)

    assert (again.status_code, "data:application/pdf" in again.text) == (409, False)
    assert "so we made none now" in again.text
    assert "3 codes were made so far" in again.text

    more = post(ana, f"{KIT}/codes", KIT, **{**form, "seen": 3})
    assert "6 codes were made so far" in more.text


def test_slips_that_cannot_be_printed_leave_no_codes_behind(app, ana, monkeypatch):
    ask_for_codes(app)

    def refuse(*_arguments: object) -> bytes:
        raise PaperError("no font")

    monkeypatch.setattr(kit_pages, "code_slips", refuse)
    refused = post(ana, f"{KIT}/codes", KIT, trays="Room 12: 3", languages="en", seen=0)

    assert (refused.status_code, "no codes were made" in refused.text) == (422, True)
    assert "0 codes were made so far" in ana.get(KIT).text


@pytest.mark.parametrize(
    "typed", ["", "Room 12", "Room 12: 0", "Room 12: 9999999", "Room 7: 1\nRoom 7: 2", "x: 5001"]
)
def test_trays_that_cannot_be_read_are_named_and_kept(app, ana, typed):
    ask_for_codes(app)

    answer = post(ana, f"{KIT}/codes", KIT, trays=typed, languages="en", seen=0)

    assert answer.status_code == 422
    assert f">{typed}</textarea>" in answer.text
    assert 'role="alert"' in answer.text


def test_codes_that_nobody_used_can_be_taken_back(app, ana):
    ask_for_codes(app)
    post(ana, f"{KIT}/codes", KIT, trays="4", languages="en", seen=0)

    post(ana, f"{KIT}/void", KIT)

    page = ana.get(KIT).text
    assert "We took back the unused codes" in page
    assert "the unused ones were taken back" in page


def test_taking_codes_back_tells_nobody_how_many_were_used(app, ana):
    """Otherwise whoever made a single code would know whether it was used."""
    ask_for_codes(app)
    post(ana, f"{KIT}/codes", KIT, trays="Room 12: 4", languages="en", seen=0)
    seen = []
    for used in (0, 4):
        with app.app_context():
            db.session.execute(update(Link).values(voided=0, has_voided=False))
            db.session.execute(delete(ReceivedOnce))
            db.session.execute(delete(AccessCode))
            new = [
                AccessCode(code_hash=bytes([number]), round="ours", link="merced-high/family")
                for number in range(4)
            ]
            spent = [
                ReceivedOnce(nullifier=bytes([number]), round="ours", response_hash=b"s")
                for number in range(used)
            ]
            db.session.add_all([*new, *spent])
            db.session.commit()
        post(ana, f"{KIT}/void", KIT)
        pages = [ana.get(KIT), ana.get("/staff/rounds/ours/participation"), ana.get("/staff/rounds/ours")]
        with app.app_context():
            newest = show_log(db.session(), None).acts[0]
        told = [TOKEN.sub("", page.text) for page in pages]
        seen.append([*told, newest.action, newest.details])

    assert seen[0] == seen[1]
    assert seen[0][-2:] == ["codes void", {"link": "merced-high/family"}]


@pytest.mark.parametrize("offered", [["en", "hmn"], pytest.param([], marks=pytest.mark.long)])
def test_all_kits_come_as_a_zip_once_they_are_made(app, ana, offered):
    """Of two languages, or of all."""
    sheets = offer(app, offered)
    asked = post(ana, "/staff/rounds/ours/kit", "/staff/rounds/ours")
    waiting = ana.get(asked.location)
    assert "It is being made" in waiting.text
    assert ana.get(asked.location, headers={"Accept": "application/json"}).json["state"] == "waiting"
    assert post(ana, "/staff/rounds/ours/kit", "/staff/rounds/ours").location == asked.location
    assert ana.get(f"{asked.location}/file").status_code == 404

    with app.app_context():
        the_worker().work_off()

    told = ana.get(asked.location, headers={"Accept": "application/json"}).json
    assert told == {"state": "done", "done": sheets, "total": sheets}
    with ana.get(f"{asked.location}/file") as answer, zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        assert len(file.namelist()) == sheets
        assert "merced-high/family/poster-en-hmn.pdf" in file.namelist()
        assert file.testzip() is None


def test_a_job_is_there_for_nobody_else(app, ana, monkeypatch):
    monkeypatch.setattr(kit, "sheet_pdf", lambda kind, sheet: b"%PDF")
    offer(app, ["en"])
    asked = post(ana, "/staff/rounds/ours/kit", "/staff/rounds/ours")
    with app.app_context():
        the_worker().work_off()
    with ana.get(f"{asked.location}/file") as answer:
        assert answer.status_code == 200
    boss = signed_in_as(app, DISTRICT_ADMIN)

    assert boss.get(asked.location).status_code == 404
    assert boss.get(f"{asked.location}/file").status_code == 404


def test_a_job_names_the_sheets_that_it_left_out_and_why(app, ana, monkeypatch):
    def fails_for_posters(kind, sheet):
        if kind == "poster":
            raise PaperError("typesetter", reason="no room")
        return b"%PDF"

    monkeypatch.setattr(kit, "sheet_pdf", fails_for_posters)
    offer(app, ["en", "es"])

    page = post(ana, "/staff/rounds/ours/kit", "/staff/rounds/ours").location
    with app.app_context():
        the_worker().work_off()

    seen = ana.get(page).text
    assert "merced-high/family/poster-es.pdf: This sheet could not be printed." in seen
    assert "no room" not in seen
    assert "All others are in the zip" in seen
    with ana.get(f"{page}/file") as answer, zipfile.ZipFile(io.BytesIO(answer.data)) as file:
        assert "merced-high/family/flyer-es.pdf" in file.namelist()
        assert b"poster-es.pdf: the typesetter says: no room" in file.read("NOT-MADE.txt")


def words_of(pdf: bytes) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).replace("\n", " ")


@pytest.mark.parametrize("kind", ["poster", "flyer", "letter", "slide"])
def test_no_sheet_bears_an_address_that_no_phone_can_open(app, ana, kind):
    path = f"{KIT}/{kind}.pdf?languages=en"
    at_home = words_of(ana.get(path).data)
    app.config["PUBLIC_URL"] = "https://surveys.example.org"
    outside = words_of(ana.get(path).data)

    assert "Do not hand this out: no phone can open this server yet" in at_home
    assert "127.0.0.1" not in at_home
    assert "surveys.example.org/s/merced-high/family" in outside
    assert "Do not hand this out" not in outside


def test_no_slip_bears_an_address_that_no_phone_can_open(app, ana):
    ask_for_codes(app)

    answer = post(ana, f"{KIT}/codes", KIT, trays="2", languages="es", seen=0)

    said = words_of(slips_in(answer.text))
    assert "No reparta esta hoja" in said
    assert "127.0.0.1" not in said


def test_the_page_of_the_kit_says_so_before_anybody_prints(app, ana):
    at_home = ana.get(KIT).text
    app.config["PUBLIC_URL"] = "https://surveys.example.org"
    outside = ana.get(KIT).text

    assert "Only this computer knows the address http://127.0.0.1:8000." in at_home
    assert "do not hand them out. Do not send the texts below" in at_home
    assert "Only this computer knows" not in outside


def test_a_code_that_opens_nothing_is_a_crossed_square_and_no_code():
    assert "M4 4h32v32" in qr_svg("")
    assert "M4 4h32v32" not in qr_svg("https://surveys.example.org/s/a/b")
