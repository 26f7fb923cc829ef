"""Parts of a kept sound, as RFC 9110 says: Safari plays nothing from who does not give them."""

import pytest
from playwright.sync_api import Page

PART = """async (range) => {
    const { partOf } = await import("/js/offline/ranges.js");
    const whole = new Response("0123456789", { headers: { "Content-Type": "audio/mpeg" } });
    const answer = await partOf(whole, range);
    const of = (name) => answer.headers.get(name);
    return [answer.status, await answer.text(), of("Content-Range"), answer.status == 416 || of("Content-Type")];
}"""


@pytest.mark.parametrize(
    ("asked", "status", "content", "place"),
    [
        ("bytes=0-1", 206, "01", "bytes 0-1/10"),
        ("bytes=0-", 206, "0123456789", "bytes 0-9/10"),
        ("bytes=7-", 206, "789", "bytes 7-9/10"),
        ("bytes=7-99", 206, "789", "bytes 7-9/10"),
        ("bytes=9-9", 206, "9", "bytes 9-9/10"),
        ("bytes=-3", 206, "789", "bytes 7-9/10"),
        ("bytes=-99", 206, "0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, "", "bytes */10"),
        ("bytes=12-15", 416, "", "bytes */10"),
        ("bytes=-0", 416, "", "bytes */10"),
        # To all that is no question for one part, the whole is right.
        (None, 200, "0123456789", None),
        ("bytes=5-2", 200, "0123456789", None),
        ("bytes=0-1,4-5", 200, "0123456789", None),
        ("bytes=-", 200, "0123456789", None),
        ("pages=1-2", 200, "0123456789", None),
        ("bytes=a-b", 200, "0123456789", None),
    ],
)
def test_a_part_is_given_as_asked(modules: Page, asked, status, content, place):
    kind = True if status == 416 else "audio/mpeg"

    assert modules.evaluate(PART, asked) == [status, content, place, kind]
