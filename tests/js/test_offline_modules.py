"""The modules of the offline client that know no page: what is a receipt, how long to wait, what a seal is."""

import base64
import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from survey_app.actions.responses.envelopes import EnvelopeKeys
from tests.js.conftest import SITE, answer_with_source

ID = "8c1f7b52-5f0e-4c3b-9a57-0d6a0f6f8f11"
OURS = {"id": ID, "status": "stored", "receipt": "K7Q2-9FXM"}
JSON = "application/json"
JUDGE = """([reply, id]) => import("/js/offline/acknowledgement.js").then(({ judge }) => judge(reply, id))"""
PAUSE = """(given) => import("/js/offline/acknowledgement.js").then(({ pause }) => pause(...given))"""
SEAL = """async ([words, key, info, size]) => {
    const { seal, toBase64, fromBase64 } = await import("/js/offline/sealing.js");
    return toBase64(await seal(words, fromBase64(key), info, size ?? undefined));
}"""
INFO = f"survey_app 1 merced-high/student {ID}"


def reply(status=201, content=OURS, kind=JSON, after=""):
    words = content if isinstance(content, str) else json.dumps(content)
    return {"status": status, "type": kind, "words": words, "after": after}


def error(status, code="failed"):
    return reply(status, {"error": {"code": code, "message": "", "details": {}}})


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (reply(201), {"receipt": "K7Q2-9FXM", "notTaken": []}),
        (reply(200, kind="application/json; charset=utf-8"), {"receipt": "K7Q2-9FXM", "notTaken": []}),
        (reply(content={**OURS, "not_taken": ["q"]}), {"receipt": "K7Q2-9FXM", "notTaken": ["q"]}),
        (None, {"wait": "offline", "after": 0}),
        (reply(200, "<title>Sign in</title>", "text/html"), {"wait": "strange", "after": 0}),
        (reply(200, OURS, "text/html"), {"wait": "strange", "after": 0}),
        (reply(201, {**OURS, "id": "another"}), {"wait": "strange", "after": 0}),
        (reply(201, {**OURS, "status": "seen"}), {"wait": "strange", "after": 0}),
        (reply(201, '{"id": "8c1f'), {"wait": "strange", "after": 0}),
        (reply(201, "null"), {"wait": "strange", "after": 0}),
        (reply(204, OURS), {"wait": "strange", "after": 0}),
        (reply(302, ""), {"wait": "strange", "after": 0}),
        (reply(403, "<h1>Forbidden</h1>", "text/html"), {"wait": "strange", "after": 0}),
        (reply(404, "<h1>Not found</h1>", "text/html"), {"wait": "strange", "after": 0}),
        (reply(502, "<h1>Bad gateway</h1>", "text/html"), {"wait": "strange", "after": 0}),
        (error(500), {"wait": "failing", "after": 0}),
        (error(408), {"wait": "failing", "after": 0}),
        (reply(503, "", after="7"), {"wait": "busy", "after": 7000}),
        (reply(429, "", after="99999"), {"wait": "busy", "after": 3600000}),
        (reply(503, "", after="Fri, 27 Nov 2026 10:00:00 GMT"), {"wait": "busy", "after": 0}),
        (reply(413, "<h1>Too large</h1>", "text/html"), {"help": "too_large"}),
        (error(409, "already_used"), {"help": "already_used"}),
        (error(410, "closed"), {"help": "closed"}),
        (error(422, "unknown_key"), {"help": "unknown_key"}),
    ],
)  # fmt: skip
def test_only_our_word_with_our_id_is_a_receipt(modules, said, verdict):
    assert modules.evaluate(JUDGE, [said, ID]) == verdict


@pytest.mark.parametrize(
    ("given", "milliseconds"),
    [
        ([0, 0, 1.0], 1_000),
        ([3, 0, 1.0], 8_000),
        ([3, 0, 0.25], 2_000),
        ([8, 0, 1.0], 256_000),
        ([9, 0, 1.0], 300_000),
        ([1000, 0, 1.0], 300_000),
        ([2, 60_000, 0.5], 62_000),
    ],
)
def test_the_pauses_grow_to_five_minutes_by_chance_and_never_undercut_the_server(
    modules, given, milliseconds
):
    assert modules.evaluate(PAUSE, given) == milliseconds


# --- Sealing: the browser seals, the server opens ------------------------------------------------------


class Sealer:
    """A page that came over https: browsers give WebCrypto to no other."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def seal(self, words: str, public: bytes, info: str, size: int | None = None) -> bytes:
        given = [words, base64.urlsafe_b64encode(public).rstrip(b"=").decode(), info, size]
        return base64.urlsafe_b64decode(self.page.evaluate(SEAL, given) + "===")


@pytest.fixture
def secure_modules(chromium: Browser) -> Iterator[Sealer]:
    page = chromium.new_page()
    page.route("https://survey.test/**", answer_with_source)
    page.goto("https://survey.test/")
    yield Sealer(page)
    page.close()


@pytest.mark.parametrize(
    ("words", "wanted", "size"),
    [
        ("", 12544, 12544),
        ('{"id": "x"}', 12544, 12544),
        ("x" * 12544, 12544, 12544),
        ("ਪੰਜਾਬੀ · العربية · 👩‍👩‍👧" * 100, 12544, 12544),
        ("x" * 12545, 12544, 65536),
        ("x", None, 65536),
        ("x" * 65537, 12544, 65537),
    ],
)
def test_what_the_browser_seals_the_server_opens_and_the_size_tells_nothing(
    secure_modules, tmp_path, words, wanted, size
):
    envelopes = EnvelopeKeys(tmp_path).make_first()
    key = envelopes.current()
    sealed = secure_modules.seal(words, key.public, INFO, wanted)

    assert len(sealed) == 65 + size + 16
    assert envelopes.open(key.id, sealed, INFO).decode().rstrip(" ") == words


def test_the_same_words_are_never_sealed_to_the_same_bytes(secure_modules, tmp_path):
    public = EnvelopeKeys(tmp_path).make_first().current().public

    assert len({secure_modules.seal("the same", public, INFO) for _ in range(5)}) == 5


def test_the_page_without_https_cannot_seal_and_says_so(modules):
    assert modules.url.startswith(SITE)
    assert modules.evaluate("import('/js/offline/sealing.js').then(({ canSeal }) => canSeal())") is False


# --- The kit that was kept ------------------------------------------------------------------------------

KEPT_KIT = """async (kits) => {
    const { writeOne } = await import("/js/offline/store.js");
    for (const [name, kit] of Object.entries(kits)) await writeOne("settings", name, kit);
    return (await import("/js/offline/kit.js")).readKit("hmn", true);
}"""


NEWEST = {"words": "es", "key": 2, "sizes": {"new": 2}}


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ({"kit hmn": {"words": "hmn", "key": 1, "sizes": {"old": 1}}, "kit": NEWEST}, "hmn"),
        ({"kit hmn": {"words": "hmn", "key": 1}, "kit": NEWEST}, "hmn"),
        ({"kit": NEWEST}, "es"),
    ],
)
def test_a_kept_kit_has_its_own_words_and_the_newest_key_and_sizes(secure_modules, kept, words):
    """Else whoever answers in a language that was kept long ago would be known by the size."""
    secure_modules.page.route("**/s/kit/*", lambda route: route.abort())

    kit = secure_modules.page.evaluate(KEPT_KIT, kept)

    assert kit == {"words": words, "key": 2, "sizes": {"new": 2}, "isKept": True}


def test_without_any_kit_there_is_none(secure_modules):
    secure_modules.page.route("**/s/kit/*", lambda route: route.abort())

    assert secure_modules.page.evaluate(KEPT_KIT, {}) is None


def test_a_kit_from_before_has_no_sizes(secure_modules):
    secure_modules.page.route("**/s/kit/*", lambda route: route.abort())

    assert (
        secure_modules.page.evaluate(KEPT_KIT, {"kit hmn": {"words": "hmn", "key": 1}}).get("sizes") is None
    )
