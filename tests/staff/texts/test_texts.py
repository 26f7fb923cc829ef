"""A translator checks text by text, sees nothing else, and nothing that they type is lost or breaks a survey."""

import html
import re

from tests.staff.accounts.people import OURS, THEIRS, signed_in_as
from tests.staff.conftest import token_of

LANGUAGE = "/staff/texts/es"


def first_text(client):
    page = client.get(LANGUAGE).text
    return re.search(r'<a class="button" href="(/staff/texts/es/\w{12})"', page)[1]


def words_of(page):
    return html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])


def send(client, address, do, **fields):
    page = client.get(address).text
    given = {"words": words_of(page), "was": words_of(page), "meaning": "spelling", **fields}
    return client.post(address, data={"csrf_token": token_of(page), "do": do, **given})


def state_at(client, address):
    return re.search(r'<h1>.*?<span class="tag">(.*?)</span>', client.get(address).text)[1]


def test_a_translator_sees_texts_and_nothing_else(app, district):
    client = signed_in_as(app, "translator")

    start = client.get("/staff/").text
    assert 'href="/staff/texts"' in start
    assert [
        each for each in ("/staff/rounds", "/staff/schools", "/staff/people") if f'href="{each}"' in start
    ] == []
    assert [client.get(path).status_code for path in ("/staff/texts", "/staff/rounds")] == [200, 403]


def test_only_the_languages_of_the_account_are_there(app, district, speaks):
    client = signed_in_as(app, "translator")
    speaks("es")

    page = client.get("/staff/texts").text
    assert LANGUAGE in page
    assert "/staff/texts/pa" not in page
    assert [client.get(f"/staff/texts/{each}").status_code for each in ("es", "pa", "en", "xx")] == [
        200,
        404,
        404,
        404,
    ]


def test_this_is_right_signs_the_words_and_goes_on_to_the_next(app, district):
    client = signed_in_as(app, "translator")
    address = first_text(client)
    assert state_at(client, address) == "A machine’s draft"

    answer = send(client, address, "right")

    assert answer.status_code == 302
    assert answer.location != address
    assert state_at(client, address) == "Checked"
    assert "1 of " in client.get("/staff/texts").text


def test_words_that_are_saved_are_there_with_who_wrote_them(app, district):
    client = signed_in_as(app, "translator")
    address = first_text(client)

    send(client, address, "save", words="  Cuestionario\n de familias ")

    page = client.get(address).text
    assert words_of(page) == "Cuestionario de familias"
    assert "translator-0-24-65789@example.org" in page


def test_this_is_right_loses_nothing_that_was_typed_before_it(app, district):
    client = signed_in_as(app, "translator")
    address = first_text(client)

    send(client, address, "right", words="Otra cosa")

    assert words_of(client.get(address).text) == "Otra cosa"


def test_whoever_is_not_sure_leaves_a_note_and_the_text_stays_to_do(app, district):
    client = signed_in_as(app, "translator")
    address = first_text(client)

    send(client, address, "unsure", words="Otra cosa", note="Is this formal?")

    assert state_at(client, address) == "Changed, not checked"
    assert "Is this formal?" in client.get(address).text


def test_a_broken_placeholder_is_told_beside_the_words_and_they_come_back(app, district):
    client = signed_in_as(app, "translator")
    listed = client.get(f"{LANGUAGE}?find={{minutes}}").text
    address = re.search(r'<th scope="row"><a href="(/staff/texts/es/\w{12})"', listed)[1]

    answer = send(client, address, "save", words="Son unos minutos.")

    assert answer.status_code == 422
    assert "{minutes}" in re.search(r'id="words-problem">(.*?)</p>', answer.text)[1]
    assert words_of(answer.text) == "Son unos minutos."


def test_words_of_somebody_else_are_not_overwritten(app, district):
    client, other = signed_in_as(app, "translator"), signed_in_as(app, "district_admin")
    address = first_text(client)
    was = words_of(client.get(address).text)
    send(other, address, "save", words="Otra cosa")

    answer = send(client, address, "save", words="De Ana", was=was)

    assert answer.status_code == 422
    assert "district_admin-0-24-65789@example.org changed these words" in answer.text
    assert words_of(client.get(address).text) == "Otra cosa"


def test_an_administrator_approves_what_speakers_checked(app, district):
    client, admin = signed_in_as(app, "translator"), signed_in_as(app, "district_admin")
    address = first_text(client)
    send(client, address, "right")
    assert "Approve" not in client.get(LANGUAGE).text

    page = admin.get(LANGUAGE).text
    admin.post(f"{LANGUAGE}/approve", data={"csrf_token": token_of(page)})

    assert state_at(client, address) == "Approved"


def test_a_translator_approves_what_another_checked_and_not_their_own(app, district):
    client = signed_in_as(app, "translator")
    address = first_text(client)
    send(client, address, "right")
    assert send(client, address, "approve").status_code == 422

    send(signed_in_as(app, "translator", schools=("merced-high",)), address, "approve")

    assert state_at(client, address) == "Approved"


def test_another_district_has_words_of_its_own(app, district):
    ours, theirs = signed_in_as(app, "translator", OURS), signed_in_as(app, "translator", THEIRS)
    address = first_text(ours)
    send(ours, address, "save", words="Otra cosa")

    assert words_of(theirs.get(address).text) != "Otra cosa"


def test_whoever_runs_the_server_chooses_a_district(app, district, signed_in):
    client = signed_in
    assert "Merced City Elementary" in client.get("/staff/texts").text
    client.get(f"/staff/texts?district={THEIRS}")
    address = first_text(client)
    send(client, address, "save", words="Otra cosa")

    assert words_of(signed_in_as(app, "translator", THEIRS).get(address).text) == "Otra cosa"
    assert client.get("/staff/texts?district=99-99999").status_code == 404


def test_the_place_the_glossary_and_the_neighbors_are_shown(app, district):
    client = signed_in_as(app, "translator")
    listed = client.get(f"{LANGUAGE}?find=counselor").text
    page = client.get(re.search(r'<th scope="row"><a href="(/staff/texts/es/\w{12})"', listed)[1]).text

    assert re.search(r"<p>Family survey, .*</p>", page)
    assert re.search(r"counselor</span>: <span lang=\"es\"", page)
    assert page.count("<mark>") == 1


def test_a_text_is_shown_with_what_people_see_in_place_of_its_placeholders(app, district):
    client = signed_in_as(app, "translator")
    listed = client.get(f"{LANGUAGE}?find={{minutes}}").text

    page = client.get(re.search(r'<th scope="row"><a href="(/staff/texts/es/\w{12})"', listed)[1]).text
    seen = re.search(r'<div class="card seen">(.*?)</div>', page, re.DOTALL)[1]

    assert "<mark>" in seen
    assert re.findall(r"\{\w+\}", seen) == []


def test_the_list_says_where_each_text_stands_and_when_nothing_is_found(app, district):
    client = signed_in_as(app, "translator")

    found = client.get(f"{LANGUAGE}?find=counselor").text
    places = re.findall(r'</a><p class="hint">(.*?)</p></th>', found)
    nothing = client.get(f"{LANGUAGE}?find=zebra").text

    assert any(place.startswith("Family survey, ") for place in places)
    assert len(places) == len(set(places)) > 1
    assert '<form method="get" action="#all"' in found
    assert "No text has “zebra” in it." in nothing


def test_what_is_left_is_told_in_hours_when_it_is_much(app, district):
    client = signed_in_as(app, "translator")

    assert re.search(r"About \d hours of work are left\.", client.get(LANGUAGE).text)


def test_the_pages_speak_the_language_of_the_person_and_not_that_of_the_texts(app, district):
    client = signed_in_as(app, "translator")

    assert '<html lang="en"' in client.get(LANGUAGE).text
    assert '<html lang="es"' in client.get("/staff/texts/ar", headers={"Accept-Language": "es"}).text


def test_arabic_words_are_written_from_right_to_left(app, district):
    client = signed_in_as(app, "translator")
    page = client.get("/staff/texts/ar").text
    text = client.get(re.search(r'<a class="button" href="(/staff/texts/ar/\w{12})"', page)[1]).text

    assert re.search(r'<textarea[^>]* lang="ar" dir="rtl"', text)
    assert '<p class="source" lang="en" dir="ltr">' in text


def test_a_translator_is_invited_with_languages(app, district):
    admin = signed_in_as(app, "district_admin")
    page = admin.get("/staff/people").text
    fields = {"name": "Ana", "email": "ana@example.org", "role": "translator", "languages": ["es", "ar"]}
    answer = admin.post("/staff/people", data={"csrf_token": token_of(page), **fields})
    assert answer.status_code == 200

    number = re.search(r'/staff/people/(\d+)">Ana<', admin.get("/staff/people").text)[1]
    person = admin.get(f"/staff/people/{number}").text
    assert sorted(re.findall(r'name="languages" value="(\w+)" checked', person)) == ["ar", "es"]
