"""On paper everything is shown; in Arabic everything is mirrored."""

from playwright.sync_api import Page, expect

from tests.browser.taker import Taker


def test_on_paper_every_part_is_shown_and_no_button(page: Page, survey_on):
    taker: Taker = survey_on(page)
    taker.start()

    page.emulate_media(media="print")

    for section in taker.survey.sections:
        expect(taker.heading(section.name)).to_be_visible(visible=not section.optional)
    expect(taker.field("student_needs3.other")).to_be_visible()
    expect(page.get_by_role("button").filter(visible=True)).to_have_count(0)


def test_on_paper_what_protects_people_is_unfolded_and_the_way_to_english_is_no_part(page: Page, survey_on):
    taker: Taker = survey_on(page, "family", "es")
    folded = page.locator("#protect li, #help li")
    expect(folded.first).to_be_hidden()

    page.emulate_media(media="print")

    for line in folded.all():
        expect(line).to_be_visible()
    expect(page.locator(".draft")).to_be_visible()
    expect(page.locator(".draft button")).to_be_hidden()
    places = {
        each.evaluate("(each) => each.getBoundingClientRect().x")
        for each in [taker.heading("school"), page.locator("#s-school > fieldset > legend").first]
    }
    assert len(places) == 1


def test_on_paper_the_words_of_the_law_are_unfolded(page: Page, site):
    page.goto(f"{site.url}/en/")
    words = page.get_by_text("before and after school care")
    expect(words).to_be_hidden()

    page.emulate_media(media="print")

    expect(words).to_be_visible()


def test_the_site_mirrors_for_arabic(page: Page, site):
    page.goto(f"{site.url}/s/merced-high/ar")
    brand = page.get_by_role("banner").get_by_role("link").first.bounding_box()
    languages = page.get_by_role("navigation").bounding_box()

    assert brand is not None
    assert languages is not None
    assert brand["x"] > languages["x"]


def test_in_arabic_the_receipt_stands_below_its_name(page: Page, site):
    page.goto(f"{site.url}/s/merced-high/student/ar/thanks?receipt=K7Q2-9FXM")
    line, receipt = (page.locator(css).bounding_box() for css in (".receipt", ".receipt bdi"))

    assert line is not None
    assert receipt is not None
    assert abs(line["x"] + line["width"] - receipt["x"] - receipt["width"]) < 1
