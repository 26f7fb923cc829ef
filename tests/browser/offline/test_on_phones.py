"""On a phone, whatever its connection: the survey and the way back to its answers open without a network."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.devices import HAS_STYLES, ready, store, until
from tests.browser.kinds import ANSWERS, KINDS
from tests.browser.offline.conftest import Behind
from tests.browser.taker import Taker, flat

SURVEY = "/s/independence-high/partner"
ACTIVE = "navigator.serviceWorker.ready.then((registration) => registration.active.state == 'activated')"
KEPT = f"caches.open('survey_app pages').then((pages) => pages.match('{SURVEY}/en')).then(Boolean)"
SAFE = "Your answers are safe on this device and come back with the connection."
NOT_KEPT = "There is no connection, and that page is not kept on this device."

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/26.0 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)
WITHOUT_HINTS = "Object.defineProperty(navigator, 'userAgentData', { value: undefined });"


def connection(words: str) -> str:
    return f"Object.defineProperty(navigator, 'connection', {{ value: {words} }});"


# It tells nothing of its connection.
AN_IPHONE = (IPHONE, WITHOUT_HINTS + connection("undefined"))
PHONES = {
    "data is saved": (ANDROID, connection("{ saveData: true, effectiveType: '4g' }")),
    "slow mobile data": (ANDROID, connection("{ type: 'cellular', effectiveType: 'slow-2g' }")),
    "no kind of connection is told": (ANDROID, connection("{}")),
}


@pytest.fixture(params=PHONES)
def phone(request: pytest.FixtureRequest, open_window: Any) -> Page:
    agent, script = PHONES[request.param]
    return a_phone(open_window, agent, script)


@pytest.fixture
def iphone(open_window: Any) -> Page:
    return a_phone(open_window, *AN_IPHONE)


def a_phone(open_window: Any, agent: str, script: str) -> Page:
    page: Page = open_window(
        user_agent=agent, viewport={"width": 390, "height": 740}, is_mobile=True, has_touch=True
    ).page
    page.add_init_script(script)
    return page


def answer_and_lose_the_network(page: Page, url: str, query: str = "") -> Taker:
    """Somebody who opened the survey once, answered a part, and has no connection any more."""
    taker = Taker(page, url, "independence-high", KINDS, "en")
    page.goto(f"{taker.address}{query}")
    ready(page)
    taker.start()
    taker.answer_section("about", ANSWERS)
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    until(page, ACTIVE)
    until(page, KEPT)
    page.context.set_offline(True)
    return taker


def goes_on(taker: Taker) -> None:
    """Take up what was left, as the page offers it to whoever opens it."""
    taker.page.get_by_role("button", name="Go on with them").click()
    expect(taker.heading("about")).to_be_visible()
    about = {question.name for question in taker.section("about").questions}
    given = {name: sorted(codes) for name, codes in taker.given().items()}
    expected = flat({name: answer for name, answer in ANSWERS.items() if name.split(".")[0] in about})
    assert given == {name: sorted(codes) for name, codes in expected.items()}


def test_the_survey_and_its_answers_open_without_a_network(phone: Page, site):
    taker = answer_and_lose_the_network(phone, site.url)
    phone.close()
    later = taker.page = phone.context.new_page()
    later.goto(taker.address)
    ready(later)

    until(later, HAS_STYLES)
    goes_on(taker)


def test_every_address_of_the_survey_leads_back_to_its_answers(iphone: Page, site):
    taker = answer_and_lose_the_network(iphone, site.url, "?from=flyer")
    iphone.close()
    for address in ("/en", "/en?from=poster", "", "/"):
        page = taker.page = iphone.context.new_page()
        page.goto(f"{site.url}{SURVEY}{address}")
        ready(page)
        until(page, HAS_STYLES)
        goes_on(taker)
        page.close()


HEARS_THAT_ITS_ANSWERS_ARE_SAFE = (f"{SURVEY}/es", "/s/schools", "/s/merced-high/family/pa")


def test_where_a_page_is_not_kept_people_hear_that_their_answers_are_safe(iphone: Page, site):
    taker = answer_and_lose_the_network(iphone, site.url)
    for address in HEARS_THAT_ITS_ANSWERS_ARE_SAFE:
        iphone.goto(f"{site.url}{address}")
        ready(iphone)
        notice = iphone.get_by_role("alert")
        expect(notice).to_contain_text(SAFE)
        expect(notice.get_by_text(NOT_KEPT)).to_have_count(0 if address == "/s/schools" else 1)
        way_back(iphone).click()
        ready(iphone)
        goes_on(taker)

    taker.press("Review and send")
    taker.send()
    expect(iphone.get_by_role("heading", name="Your answers are safe")).to_be_visible()
    iphone.goto(f"{site.url}/s/merced-high/family/pa")
    ready(iphone)
    expect(notice.filter(has_text="Your finished answers are safe on this device.")).to_be_visible()
    assert iphone.get_by_text(SAFE).count() == 0


def way_back(page: Page) -> Locator:
    """The way from a page that is not kept to the survey."""
    return page.get_by_role("alert").get_by_role("link", name=re.compile("Every kind of question")).first


FAILS_AT_FIRST = """() => {
    const real = fetch;
    let left = 2;
    window.fetch = (at, ...more) =>
        String(at).endsWith("/s/ping") && left-- > 0 ? Promise.reject(new TypeError("no network")) : real(at, ...more);
}"""


def test_the_page_that_was_asked_for_comes_with_the_network_and_stops_nobody_on_the_way_elsewhere(
    iphone: Page, site
):
    answer_and_lose_the_network(iphone, site.url)
    iphone.goto(f"{site.url}/s/merced-high/family/pa")
    ready(iphone)
    # Browsers say "online" for any network: without the server, nothing can be fetched.
    iphone.evaluate("dispatchEvent(new Event('online'))")
    way_back(iphone).evaluate("(link) => { link.click(); dispatchEvent(new Event('online')); }")
    expect(iphone).to_have_url(f"{site.url}{SURVEY}/en")
    ready(iphone)

    iphone.goto(f"{site.url}/s/merced-high/family/pa")
    ready(iphone)
    iphone.context.set_offline(False)
    expect(iphone.locator("html")).to_have_attribute("lang", "pa")
    # A network that works only a moment after it came is asked again.
    iphone.context.set_offline(True)
    iphone.goto(f"{site.url}/s/merced-high/family/ar")
    ready(iphone)
    iphone.evaluate(FAILS_AT_FIRST)
    iphone.context.set_offline(False)
    expect(iphone.locator("html")).to_have_attribute("lang", "ar")


def test_people_who_left_no_answers_hear_nothing_of_answers(iphone: Page, site):
    iphone.goto(f"{site.url}/s/independence-high/en")
    ready(iphone)
    until(iphone, ACTIVE)
    iphone.context.set_offline(True)
    iphone.goto(f"{site.url}/s/merced-high/family/pa")
    ready(iphone)

    expect(iphone.get_by_role("alert")).to_contain_text(NOT_KEPT)
    assert iphone.get_by_text(SAFE).count() == 0


def test_a_server_that_is_away_is_no_other_than_a_network_that_is(behind: Behind):
    page, between = behind
    taker = answer_and_lose_the_network(page, between.url)
    page.context.set_offline(False)
    between.is_gone = True
    page.goto(f"{between.url}{SURVEY}/ar")
    ready(page)
    expect(page.get_by_role("alert").filter(has_text=SAFE)).to_be_visible()
    page.goto(taker.address)
    ready(page)

    goes_on(taker)


def test_keeping_the_page_fetches_nothing_twice(behind: Behind):
    page, between = behind
    answer_and_lose_the_network(page, between.url)

    assert between.asked[f"{SURVEY}/en"] == 1
    for name in ("offline.js", "offline.css"):
        (times,) = {count for path, count in between.asked.items() if path.endswith(f"/{name}")}
        assert (name, times) == (name, 1)


def test_the_colors_of_a_district_are_kept_with_the_page_until_it_goes(page: Page, site):
    page.goto(f"{site.url}{SURVEY}/en")
    ready(page)
    page.route("**/brand.css?0a1b2c", lambda route: route.fulfill(body="a{}", content_type="text/css"))
    folder = page.evaluate("new URL(document.scripts[0].dataset.files, location.href).href")
    keep = """async (folder) => {
        const { keepPage } = await import(`${folder}js/offline/pages.js`);
        const { keptFile, sweep } = await import(`${folder}js/offline/files.js`);
        const names = `${new URL(folder).pathname}respond.js /s/merced/brand.css?0a1b2c`;
        const isKept = async () => Boolean(await keptFile("/s/merced/brand.css?0a1b2c"));
        await keepPage("/s/merced/en", new Response(names));
        await sweep([]);
        const kept = await isKept();
        await (await caches.open("survey_app pages")).delete("/s/merced/en");
        await sweep([]);
        return [kept, await isKept()];
    }"""

    assert page.evaluate(keep, folder) == [True, False]


def lose_the_network_with_the_answer(route: Route) -> None:
    answer = route.fetch()
    route.request.frame.page.context.set_offline(True)
    route.fulfill(response=answer)


def test_a_receipt_that_nobody_saw_is_told_by_the_next_page_and_one_that_was_seen_is_not(
    iphone: Page, kinds_on, stored
):
    taker = kinds_on(iphone)
    ready(iphone)
    until(iphone, KEPT)
    taker.start()
    taker.answer({"role": "parent"})
    taker.press("Review and send")
    iphone.route("**/responses", lose_the_network_with_the_answer)
    taker.send()
    expect(iphone.get_by_text(NOT_KEPT)).to_be_visible()
    expect(iphone.locator("#strip")).to_contain_text("Your answers have arrived")
    iphone.unroute("**/responses")
    iphone.context.set_offline(False)
    taker.open()
    ready(iphone)
    expect(iphone.locator("#strip")).to_contain_text("Your answers have arrived")
    iphone.locator("#strip button").click()

    taker.start()
    taker.answer({"role": "parent"})
    taker.press("Review and send")
    taker.send()
    assert taker.receipt()
    ready(iphone)
    expect(iphone.locator("#strip.notice")).to_have_count(0)
    assert store(iphone, "receipts") == []
    assert stored() == 2
