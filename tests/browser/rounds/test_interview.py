"""An interview in Mixteco: a helper reads the family survey aloud, for an afternoon without a connection."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.devices import hurry, open_envelope, ready, store, until

START = "/s/merced-high/interview/en"
SURVEY = "/s/merced-high/family/es"
SPOKE_MIXTECO, SPOKE_ANOTHER = ("interview", "mxb"), ("interview", "mis")


@pytest.fixture
def laptop(open_window, site) -> Page:
    page: Page = open_window(viewport={"width": 1280, "height": 800}, keeps_pages=True).page
    page.goto(site.url + START)
    ready(page)
    # On a connection that costs nothing, the survey is kept in every language.
    until(page, f"caches.open('survey_app pages').then((pages) => pages.match('{SURVEY}')).then(Boolean)")
    return page


def begin(page: Page, spoken: str = "Mixteco") -> None:
    page.get_by_label("Which language do you speak with them?").select_option(label=spoken)
    page.get_by_role("button", name="Español").click()
    page.wait_for_url(f"**{SURVEY}")
    ready(page)
    expect(page.get_by_role("complementary", name="Interview")).to_contain_text(spoken)


def enter_by_keys(page: Page) -> None:
    """Two children, in grades 9 and 11, who feel quite welcome; then on to the review."""
    page.get_by_role("button", name="Empezar la encuesta").press("Enter")
    page.locator("[name=n_children]").first.focus()
    page.keyboard.press("2")
    page.keyboard.press("1")
    page.keyboard.press("3")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    expect(page.locator("[name=n_children]:checked")).to_have_value("2")
    expect(page.locator("[name=grades]:checked")).to_have_count(2)
    expect(page.locator("[name=feel_welcome]:checked")).to_have_count(1)
    expect(page.locator("[name=staff_listen]").first).to_be_focused()


def saved(page: Page) -> None:
    expect(page.get_by_text("Guardado en este dispositivo")).to_be_visible()


def send(page: Page) -> None:
    page.get_by_role("button", name="Revisar y enviar").click()
    page.get_by_role("button", name="Enviar mis respuestas").last.click()


def call_next(page: Page) -> None:
    page.get_by_role("button", name="Next person").click()
    page.wait_for_url(f"**{START}")
    ready(page)


def opened(page: Page, site) -> list[dict]:
    return [
        open_envelope(site, json.loads(item["body"]), "merced-high/family") for item in store(page, "outbox")
    ]


def test_an_afternoon_of_interviews_without_a_connection_loses_nothing(laptop: Page, site, stored):
    begin(laptop)
    laptop.context.set_offline(True)
    enter_by_keys(laptop)
    saved(laptop)
    laptop.reload()
    ready(laptop)
    expect(laptop.locator("[name=grades]:checked")).to_have_count(2)
    send(laptop)
    expect(laptop.get_by_role("heading", name="Las respuestas están a salvo")).to_be_focused()

    call_next(laptop)
    expect(laptop.get_by_label("Which language do you speak with them?")).to_have_value("mxb")
    expect(laptop.get_by_role("button", name="Español")).to_be_focused()
    begin(laptop, "Another language")
    expect(laptop.locator(":checked:not(option)")).to_have_count(0)
    enter_by_keys(laptop)
    send(laptop)
    call_next(laptop)

    waiting = opened(laptop, site)
    assert {(each["channel"], each["language"]) for each in waiting} == {SPOKE_MIXTECO, SPOKE_ANOTHER}
    assert {*waiting[0]} == {"id", "salt", "round", "version", "language", "channel", "code", "answers"}
    assert store(laptop, "drafts") == []
    laptop.context.set_offline(False)
    hurry(laptop)
    expect(laptop.get_by_role("button", name="OK")).to_be_visible()
    assert stored() == 2


def test_a_person_may_stop_and_another_tab_does_not_see_what_was_said(
    laptop: Page, open_window, site, stored
):
    begin(laptop)
    enter_by_keys(laptop)
    saved(laptop)
    other = laptop.context.new_page()
    other.goto(site.url + START)
    ready(other)
    begin(other, "Mam")
    expect(other.get_by_text("Hay respuestas sin terminar")).to_have_count(0)
    enter_by_keys(other)
    send(other)
    expect(other.get_by_role("button", name="Next person")).to_be_visible()
    assert stored() == 1

    laptop.get_by_role("button", name="Stop and erase").click()
    laptop.get_by_role("button", name="Erase them").click()
    laptop.wait_for_url(f"**{START}")
    ready(laptop)
    assert store(laptop, "drafts") == []
    laptop.goto(site.url + SURVEY)
    ready(laptop)
    expect(laptop.get_by_role("complementary", name="Interview")).to_have_count(0)
    expect(laptop.locator(":checked")).to_have_count(0)
    assert stored() == 1
