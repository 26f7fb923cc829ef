"""Where lines of Korean break: between words."""

from playwright.sync_api import Page

SHOW_ALL = "() => { for (const each of document.querySelectorAll('form > section')) each.hidden = false; }"
# Words that stand on two lines, though each of them would have room on one.
BROKEN = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), broken = [];
    while (walker.nextNode()) {
        const text = walker.currentNode, range = document.createRange();
        for (const { 0: word, index } of text.data.matchAll(/\\S*[가-힣]\\S*/gu)) {
            range.setStart(text, index);
            range.setEnd(text, index + word.length);
            if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1) broken.push(word);
        }
    }
    return broken;
}"""


def test_korean_breaks_between_words_on_the_narrowest_phone(page: Page, survey_on):
    page.set_viewport_size({"width": 320, "height": 640})
    survey_on(page, "family", "ko")
    page.evaluate(SHOW_ALL)

    assert page.evaluate(BROKEN) == []
    page.evaluate("document.querySelectorAll('*').forEach(({ style }) => { style.wordBreak = 'normal'; })")
    assert len(page.evaluate(BROKEN)) > 10
