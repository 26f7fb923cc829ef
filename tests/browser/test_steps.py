"""With a script the survey is taken one part at a time, by hand or by keyboard."""

import re

from playwright.sync_api import Page, expect

from tests.browser.kinds import ANSWERS

ABOUT = {key: ANSWERS[key] for key in ("role", "role.other", "people", "town", "ease", "works")}


def test_one_part_is_shown_at_a_time(page: Page, kinds_on):
    taker = kinds_on(page)
    taker.start()

    expect(taker.heading("about")).to_be_visible()
    expect(taker.heading("wishes")).to_be_hidden()
    expect(taker.button("Send my answers")).to_be_hidden()
