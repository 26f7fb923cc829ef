"""What tests of the offline client need: to look at what a device holds, and into an envelope as the server can."""

import base64
import json
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

from survey_app.actions.responses.envelopes import EnvelopeKeys
from tests.conftest import CHROMIUM, CHROMIUM_OPTIONS, WHOLE_CHROMIUM
from tests.installation import Installation

PATIENCE = 15_000.0  # milliseconds

READ_STORE = """(name) => new Promise((resolve, reject) => {
    const opening = indexedDB.open("survey_app");
    opening.onerror = () => reject(opening.error);
    setTimeout(() => reject(new Error("the store did not open")), 15_000);
    opening.onsuccess = () => {
        const database = opening.result;
        if (![...database.objectStoreNames].includes(name)) return resolve([]);
        const reading = database.transaction(name).objectStore(name).getAll();
        reading.onsuccess = () => {
            database.close();
            resolve(reading.result);
        };
    };
})"""


# A page goes into the page cache and comes back from there.
AWAY = """() => {
    dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
    dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
}"""


# A style sheet that did not come is in no list of the document.
HAS_STYLES = """document.styleSheets.length && [...document.querySelectorAll("link[rel=stylesheet]")]
    .every(({ sheet }) => sheet?.cssRules.length)"""


class Device:
    """A browser on a profile that outlives it. script: runs at the start of every page.

    whole: with all that the browser of a person has, such as what it notes for the time after a crash.
    """

    def __init__(
        self, chromium: Browser, profile: Path, script: str = "", *, whole: bool = False, **options: Any
    ) -> None:
        self._chromium = chromium
        self._program = WHOLE_CHROMIUM if whole else CHROMIUM
        self._options = options
        self._script = script
        self.profile = profile

    def start(self) -> "Device":
        self.context: BrowserContext = self._chromium.browser_type.launch_persistent_context(
            str(self.profile),
            executable_path=self._program,
            args=CHROMIUM_OPTIONS,
            **self._options,
        )
        self.context.set_default_timeout(PATIENCE)
        if self._script:
            self.context.add_init_script(self._script)
        return self

    @property
    def pages(self) -> list[Page]:
        return self.context.pages

    def kill(self) -> None:
        """As if the battery was taken out."""
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if f"--user-data-dir={self.profile}".encode() in process.read_bytes():
                    os.kill(int(process.parent.name), signal.SIGKILL)
            except (FileNotFoundError, ProcessLookupError):
                continue
        # Playwright finds nobody to say goodbye to.
        with suppress(Error):
            self.context.close()


def store(page: Page, name: str) -> list[dict[str, Any]]:
    """Everything in a store of the device."""
    found: list[dict[str, Any]] = page.evaluate(READ_STORE, name)
    return found


def waiting_on(page: Page) -> list[str]:
    """The ids of the responses that wait on the device."""
    return [json.loads(item["body"])["id"] for item in store(page, "outbox")]


# Playwright gives no time limit to what a page promises: what is never settled would hang the test.
UNTIL = """async () => {
    const end = Date.now() + 15_000;
    const after = (time) => new Promise((next) => setTimeout(next, time));
    while (Date.now() < end) {
        if (await Promise.race([EXPRESSION, after(15_000)])) return true;
        await after(20);
    }
    return false;
}"""


def until(page: Page, expression: str) -> None:
    """Wait until an expression, or what it promises, is true in the page."""
    assert page.evaluate(UNTIL.replace("EXPRESSION", expression)), f"never true: {expression}"


def ready(page: Page) -> None:
    """Wait until the offline client attends to the page."""
    page.wait_for_selector("html[data-offline=ready]")


def hurry(page: Page) -> None:
    """Press "Send now", unless the page sends by itself just now and takes the button away."""
    page.evaluate(
        """() => [...document.querySelectorAll("#strip button")]
            .find(({ textContent }) => textContent == "Send now")?.click()"""
    )


def open_envelope(site: Installation, envelope: Mapping[str, str], link: str) -> dict[str, Any]:
    """What is in an envelope, by the key of the server."""
    sealed = base64.urlsafe_b64decode(envelope["sealed"] + "===")
    info = f"survey_app 1 {link} {envelope['id']}"
    body: dict[str, Any] = json.loads(
        EnvelopeKeys(site.folder / "envelopes").open(envelope["key"], sealed, info)
    )
    return body


def hold_scripts_up(page: Page) -> None:
    """Let no script come, and let the one that stands in the page find no survey."""
    page.route("**/*.js", lambda route: route.abort())
    page.add_init_script("""
        const find = document.getElementById.bind(document);
        document.getElementById = (id) => (id == "survey" ? null : find(id));
    """)
