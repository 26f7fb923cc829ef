"""Files of texts: nothing is taken before somebody has seen what would change."""

import re
from io import BytesIO

from pypdf import PdfReader

from tests.staff.accounts.people import signed_in_as
from tests.staff.conftest import token_of
from tests.staff.texts.test_texts import LANGUAGE, first_text, send, state_at, words_of

TITLE = 'msgctxt "family/title"\nmsgid "Family survey"\nmsgstr "{words}"\n'


def bring(client, words="Encuesta nueva", content=None):
    page = client.get(f"{LANGUAGE}/file").text
    content = content if content is not None else TITLE.format(words=words).encode()
    fields = {"csrf_token": token_of(page), "file": (BytesIO(content), "texts.po")}
    return client.post(f"{LANGUAGE}/file", data=fields)


def take(client, seen, **fields):
    hidden = dict(re.findall(r'name="(content|fingerprint)" value="([^"]*)"', seen.text))
    return client.post(f"{LANGUAGE}/file/take", data={"csrf_token": token_of(seen.text), **hidden, **fields})


def test_what_a_file_would_change_is_shown_and_nothing_is_taken_yet(app, district):
    client = signed_in_as(app, "translator")

    seen = bring(client)

    assert "Encuesta nueva" in seen.text
    assert "Take 1 text" in seen.text
    assert state_at(client, first_text(client)) == "A machine’s draft"


def test_words_of_a_file_must_still_be_checked(app, district):
    client = signed_in_as(app, "translator")

    assert take(client, bring(client)).status_code == 302

    address = first_text(client)
    assert words_of(client.get(address).text) == "Encuesta nueva"
    assert state_at(client, address) == "Changed, not checked"


def test_an_administrator_may_say_that_an_agency_checked_them(app, district):
    admin = signed_in_as(app, "district_admin")
    address = first_text(admin)

    take(admin, bring(admin), agency="Merced Translations")

    assert state_at(admin, address) == "Checked"
    assert "Merced Translations" in admin.get(address).text


def test_a_translator_cannot_say_so(app, district):
    client = signed_in_as(app, "translator")
    address = first_text(client)

    take(client, bring(client), agency="Me")

    assert state_at(client, address) == "Changed, not checked"


def test_a_file_that_would_change_something_else_by_now_is_shown_again(app, district):
    client, other = signed_in_as(app, "translator"), signed_in_as(app, "district_admin")
    seen, address = bring(client), first_text(client)
    send(other, address, "save", words="Otra cosa")

    answer = take(client, seen)

    assert answer.status_code == 409
    assert "Somebody else changed texts" in answer.text
    assert words_of(client.get(address).text) == "Otra cosa"


def test_what_a_file_breaks_is_named_with_its_line(app, district):
    client = signed_in_as(app, "translator")

    seen = bring(client, words="Encuesta {x}")

    assert "Line 1: " in seen.text
    assert "{x}" in seen.text
    assert "There is nothing in this file that we could take." in seen.text


def test_another_file_is_refused_beside_its_field(app, district):
    client = signed_in_as(app, "translator")

    for content in (b"", b"Dear Ana", b"\xff\xfe", b"PK\x03\x04"):
        answer = bring(client, content=content)
        assert (answer.status_code, 'id="file-problem"' in answer.text) == (422, True)
    page = client.get(f"{LANGUAGE}/file").text
    forged = {"csrf_token": token_of(page), "content": "no base64!", "fingerprint": ""}
    assert client.post(f"{LANGUAGE}/file/take", data=forged).status_code == 422


def test_texts_are_downloaded_in_both_forms_and_no_other(app, district):
    client = signed_in_as(app, "translator")

    po, xlsx = (client.get(f"{LANGUAGE}/texts.{form}") for form in ("po", "xlsx"))
    assert b'msgctxt "family/title"' in po.data
    assert xlsx.data.startswith(b"PK")
    assert client.get(f"{LANGUAGE}/texts.exe").status_code == 404


def test_the_sheet_says_who_signed_what_off(app, district):
    client = signed_in_as(app, "translator")
    send(client, first_text(client), "right")

    sheet = client.get(f"{LANGUAGE}/signed-off.pdf")

    words = PdfReader(BytesIO(sheet.data)).pages[0].extract_text()
    assert "Family survey" in words
    assert "translator-0-24-65789" in words.replace("\u200b", "").replace("\n", "")
