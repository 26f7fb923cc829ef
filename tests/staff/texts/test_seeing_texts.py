"""Translators see each text as people see it: on its screen, and in the whole survey, with how far it is checked."""

import html
import re

from tests.staff.accounts.people import signed_in_as
from tests.staff.texts.test_texts import LANGUAGE, first_text, send, words_of


def test_the_whole_survey_is_shown_in_the_words_of_the_district(app, district):
    client = signed_in_as(app, "translator")
    address = first_text(client)
    send(client, address, "save", words="Otra cosa")

    page = client.get(f"{LANGUAGE}/preview/family-2026.3")
    assert page.status_code == 200
    assert ">Otra cosa</a></h1>" in page.text
    assert "9999" not in page.text
    assert client.get(f"{LANGUAGE}/preview/made-up-2026.1").status_code == 404


def test_a_tap_on_a_text_of_the_survey_leads_to_its_form(app, district):
    client = signed_in_as(app, "translator")
    address = first_text(client)

    page = client.get(f"{LANGUAGE}/preview/family-2026.3").text

    assert f'<h1 tabindex="-1"><a href="{address}" class="machine">Encuesta para familias</a></h1>' in page
    leads = set(re.findall(r'href="(/staff/texts/es/\w{12})"', page))
    assert len(leads) > 200
    assert {client.get(each).status_code for each in sorted(leads)[:20]} == {200}


def test_a_line_below_each_text_of_the_survey_says_how_far_it_is_checked(app, district):
    client = signed_in_as(app, "translator")
    address = first_text(client)
    send(client, address, "right")

    page = client.get(f"{LANGUAGE}/preview/family-2026.3").text

    assert f'<a href="{address}" class="reviewed">' in page
    assert 'class="machine">' in page
    assert re.search(r'<link rel="stylesheet" href="/static/\w+/css/preview.css">', page)


def found_by(client, words):
    """The address of the first text with these words."""
    page = client.get(LANGUAGE, query_string={"find": words}).text
    return re.search(r'<th scope="row"><a href="(/staff/texts/es/\w{12})"', page)[1]


def test_a_translator_sees_the_screen_where_a_text_stands(app, district):
    client = signed_in_as(app, "translator")
    address = found_by(client, "How welcome do you feel")
    page = client.get(address)
    screen = client.get(f"{address}/screen")

    assert f'src="{address}/screen"' in page.text
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in screen.headers["Content-Security-Policy"]
    assert screen.text.count("<mark>") == 1
    assert words_of(page.text) in html.unescape(re.search(r"<mark>(.*?)</mark>", screen.text)[1])
    assert screen.text.count("<fieldset") == 1
    assert 'method="post"' not in screen.text


def test_a_text_before_the_questions_has_the_first_screen(app, district):
    client = signed_in_as(app, "translator")
    address = first_text(client)

    assert "<mark>Encuesta para familias</mark></h1>" in client.get(f"{address}/screen").text


def test_a_text_of_our_pages_has_no_screen(app, district):
    client = signed_in_as(app, "translator")
    address = found_by(client, "No cookies")

    assert "<iframe" not in client.get(address).text
    assert client.get(f"{address}/screen").status_code == 404
