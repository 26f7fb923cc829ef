"""Two who read neither English nor Spanish, from the first address to the results: on what they really have."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.answers import FAMILY
from tests.browser.respond.layout.fit import SCROLLS
from tests.browser.taker import Taker

# A phone of 2016 whose browser nobody has updated since 2020: Chrome 86.
OLD_ANDROID = (
    "Mozilla/5.0 (Linux; Android 6.0.1; SM-J106B) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/86.0.4240.198 Mobile Safari/537.36"
)
# What scripts could not use then.
WITHOUT_LATER = """
    const absent = [
        [AbortSignal, "timeout"], [AbortSignal, "any"], [crypto, "randomUUID"], [Object, "hasOwn"],
        [Object, "groupBy"], [Promise, "withResolvers"], [globalThis, "structuredClone"],
        [String.prototype, "at"], [Element.prototype, "checkVisibility"], [Navigator.prototype, "userAgentData"],
        ...["at", "findLast", "findLastIndex", "toReversed", "toSorted", "toSpliced", "with"]
            .map((name) => [Array.prototype, name]),
        ...["union", "intersection", "difference", "isSubsetOf"].map((name) => [Set.prototype, name]),
    ];
    for (const [place, name] of absent) {
        for (let owner = place; owner; owner = Object.getPrototypeOf(owner)) delete owner[name];
    }
"""
MOBILE_DATA = "Object.defineProperty(navigator, 'connection', { value: { type: 'cellular' } })"
PHONES: dict[str, dict[str, Any]] = {
    "vi": {
        "locale": "vi-VN",
        "user_agent": OLD_ANDROID,
        "viewport": {"width": 320, "height": 533},
        "is_mobile": True,
    },
    "zh-Hant": {"locale": "zh-HK", "viewport": {"width": 360, "height": 640}, "is_mobile": True},
}
DOORS = {"family": "I am family", "student": "I am a student"}
WRITTEN = {
    "vi": ("family", {**FAMILY, "open_change": "Xin có thông dịch viên\nvào mỗi buổi họp phụ huynh."}),
    # All of it, on three engines: tests/engines.
    "zh-Hant": (
        "student",
        {
            "grade": "10",
            "barrier_att": ["other"],
            "barrier_att.other": "要照顧弟弟",
            "open_change": "午餐太短",
        },
    ),
}


def slow_down(page: Page) -> None:
    """The line of mobile data. A slow processor would cost this machine as much time as that one."""
    line = {"offline": False, "latency": 150, "downloadThroughput": 90_000, "uploadThroughput": 40_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", line)


@pytest.mark.parametrize("language", WRITTEN)
def test_a_walk_from_the_address_on_the_poster_to_the_results(
    open_window, library, site, stored, language: str
):
    audience, answers = WRITTEN[language]
    page: Page = open_window(has_touch=True, **PHONES[language]).page
    taker = Taker(page, site.url, "merced-high", library[audience], language)
    page.add_init_script(MOBILE_DATA)
    if language == "vi":
        page.add_init_script(WITHOUT_LATER)
        slow_down(page)
    page.goto(f"{site.url}/s/merced-high")
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.get_by_role("link", name=taker.say(DOORS[audience]), exact=True).click()
    page.wait_for_url(taker.address)
    assert not page.evaluate(SCROLLS)
    assert page.evaluate("Boolean([].at && crypto.randomUUID && AbortSignal.timeout)") == (language != "vi")
    taker.go_through([each.name for each in taker.survey.sections if not each.optional], answers)
    expect(page.locator("#review")).to_contain_text(answers["open_change"].split("\n")[0])
    taker.send()
    assert len(taker.receipt()) == len("K7Q2-9FXM")
    expect(page.get_by_role("heading", level=1)).to_have_text(taker.read(taker.survey.thanks[0]))
    page.goto(f"{site.url}/r/merced-high")
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("heading", level=1)).to_have_text(taker.say("What people said"))
    expect(page.get_by_role("heading", level=2, name=taker.read(taker.survey.title))).to_be_visible()
    assert not page.evaluate(SCROLLS)
    assert stored() == 1
