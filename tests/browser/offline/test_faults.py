"""The invariant under fire: acknowledged means stored exactly once; not acknowledged means still here, and in sight.

Two tabs race, every post may go wrong in fourteen ways, and the whole browser is killed with SIGKILL again and again.
"""

import hashlib
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import devices
from tests.browser.conftest import Open
from tests.browser.devices import Device
from tests.browser.fault_proxy import COMMITTING, FAULTS, FaultProxy, NaiveServer, forward_to, repeat
from tests.installation import Installation

LINK = "/s/merced-high/student"
# So many responses, and the browser is killed after each so many saves.
FEW, MANY = (24, 12), (300, 25)
SHARE = 0.6
SLOW = 0.7  # seconds that each request waits on a slow line

# The clients wait half a second where real ones wait twenty.
IMPATIENT = """
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = (milliseconds) => timeout(milliseconds / 40);
    // No page is fetched ahead: this is about responses.
    Object.defineProperty(navigator, "connection", { value: { saveData: true } });
"""
# Saves responses one after the other, and posts what waits without waiting for it: the save counts.
SAVE = """async ({ folder, address, ids, version }) => {
    const { putResponse, deliver } = await import(`${folder}js/offline/outbox.js`);
    const kit = await (await fetch("/s/kit/en")).json();
    const saved = [];
    for (const id of ids) {
        const answers = { open_change: id };
        const response = { id, version, language: "en", channel: "web", code: null, answers };
        await putResponse(address, response, kit, "no draft");
        saved.push(id);
    }
    // Without waiting for it: the save is what counts.
    (async () => {
        for (let round = 0; round < 40; round++) await deliver(saved.at(-1));
    })();
    return saved;
}"""
# Posts until nothing is left, what was refused for good too, as a person with "Try again" would.
DRAIN = """async (folder) => {
    const { waiting, deliver } = await import(`${folder}js/offline/outbox.js`);
    for (let round = 0; round < 50; round++) {
        const items = await waiting();
        if (!items.length) return 0;
        for (const { id } of items) await deliver(id);
    }
    return (await waiting()).length;
}"""
# Whether the strip tells of what is held, until nothing is: it may be sent while we look.
IS_IN_SIGHT = f"""async () => {{
    const held = {devices.READ_STORE};
    const says = () => /waiting to be sent|needs help/.test(document.getElementById("strip")?.innerText);
    for (let round = 0; round < 500; round++) {{
        if (says() || !(await held("outbox")).length) return true;
        await new Promise((next) => setTimeout(next, 20));
    }}
    return false;
}}"""
# What many sites do: they believe whatever looks like success.
NAIVE = """async ({ address, ids }) => {
    let left = ids;
    for (let round = 0; round < 50 && left.length; round++) {
        const failed = [];
        for (const id of left) {
            const sent = await fetch(address, { method: "POST", body: JSON.stringify({ id }) }).catch(() => null);
            if (!sent?.ok) failed.push(id);
        }
        left = failed;
    }
    return left.length;
}"""


def open_tabs(device: Device, url: str) -> None:
    for tab in (device.context.pages[0], device.context.new_page()):
        tab.goto(f"{url}{LINK}/en")
        devices.ready(tab)


def folder_of(page: Page) -> str:
    """Where the modules of a page are."""
    address: str = page.evaluate("new URL(document.scripts[0].dataset.files, location.href).href")
    return address


def stored_ids(site: Installation) -> set[str]:
    connection = sqlite3.connect(site.database)
    found = {row[0].hex() for row in connection.execute("SELECT nullifier FROM received_once")}
    connection.close()
    return found


def received(site: Installation) -> int:
    """The responses that are there, whether they were mixed or not."""
    connection = sqlite3.connect(site.database)
    tables = ("inbox_even", "inbox_odd", "box")
    found = sum(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)
    connection.close()
    return int(found)


def nullifier(identifier: str) -> str:
    return hashlib.sha256(identifier.encode()).hexdigest()


def run(
    device: Device, site: Installation, proxy: FaultProxy, responses: int, at_once: int
) -> dict[str, int]:
    """Save so many, kill after each `at_once` of them, drain; returns what went wrong."""
    saved: list[str] = []
    found = {"lost": 0, "falsely acknowledged": 0, "invisible": 0}
    version = device.pages[0].locator("[name=version]").input_value()
    while len(saved) < responses:
        given = {"folder": folder_of(device.pages[0]), "address": f"{LINK}/responses", "version": version}
        for tab, share in zip(device.pages, (at_once - at_once // 2, at_once // 2), strict=True):
            saved += tab.evaluate(SAVE, {**given, "ids": [str(uuid.uuid4()) for _ in range(share)]})
        proxy.wait_for_posts(2 * at_once)
        device.kill()
        device.start()
        open_tabs(device, proxy.url)
        # In this order: what is sent meanwhile is in one of the two.
        held = set(devices.waiting_on(device.pages[1]))
        known = stored_ids(site)
        missing = [each for each in saved if each not in held and nullifier(each) not in known]
        found["lost"] += len(missing)
        found["falsely acknowledged"] += len(missing)
        found["invisible"] += not device.pages[1].evaluate(IS_IN_SIGHT)
    proxy.share = 0.0
    assert device.pages[0].evaluate(DRAIN, folder_of(device.pages[0])) == 0
    known = stored_ids(site)
    found["lost"] += sum(nullifier(each) not in known for each in saved)
    return found


def check(chromium: Browser, site: Installation, folder: Path, many: tuple[int, int], seed: int) -> None:
    """So many responses under fire; nothing may go wrong, and every fault must have happened."""
    responses, at_once = many
    proxy = FaultProxy(forward_to(site.port), SHARE, seed)
    proxy.queue += FAULTS
    before = received(site)
    device = Device(chromium, folder / "profile", IMPATIENT).start()
    try:
        open_tabs(device, proxy.url)
        found = run(device, site, proxy, responses, at_once)
    finally:
        device.kill()
        proxy.stop()
    doubled = received(site) - before - responses
    print(f"{responses} responses: {found}, doubled {doubled}; {dict(proxy.done)}")

    assert found == {"lost": 0, "falsely acknowledged": 0, "invisible": 0}
    assert doubled == 0
    assert set(proxy.done) >= {fault.__name__ for fault in FAULTS}


def test_nothing_is_lost_or_doubled_by_faults_racing_tabs_and_killed_browsers(
    chromium: Browser, site: Installation, tmp_path: Path
):
    check(chromium, site, tmp_path, FEW, seed=3)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10))
def test_nothing_is_lost_or_doubled_in_three_thousand_responses(
    chromium: Browser, site: Installation, tmp_path: Path, seed: int
):
    check(chromium, site, tmp_path, MANY, seed)


@pytest.fixture
def slow_line(site: Installation) -> Iterator[FaultProxy]:
    """A line on which each request waits, as far from town, and each post fails in another way until one does not."""
    proxy = FaultProxy(forward_to(site.port), share=0.0, seed=1)
    # What stores nothing comes first, and what is at last acknowledged comes last: each kind has something to lose.
    proxy.queue += sorted(FAULTS, key=lambda fault: (fault is repeat, fault in COMMITTING))
    yield proxy
    proxy.stop()


def test_one_response_outlives_every_fault_in_turn_on_a_slow_line(
    open_window: Open, site: Installation, slow_line: FaultProxy
):
    window = open_window(keeps_pages=False)
    window.page.goto(f"{slow_line.url}{LINK}/en")
    devices.ready(window.page)
    before, identifier = received(site), str(uuid.uuid4())
    folder, version = folder_of(window.page), window.page.locator("[name=version]").input_value()
    given = {"folder": folder, "address": f"{LINK}/responses", "version": version, "ids": [identifier]}
    slow_line.delay = SLOW

    window.page.evaluate(SAVE, given)
    assert window.page.evaluate(DRAIN, folder) == 0
    window.hosts.clear()

    assert slow_line.queue == [], "a fault was taken for a receipt"
    assert nullifier(identifier) in stored_ids(site)
    assert received(site) - before == 1


# --- Controls: the same faults must show what a weaker client and a weaker server lose ------------------


@pytest.fixture
def naive_server(site: Installation) -> NaiveServer:
    return NaiveServer(forward_to(site.port))


@pytest.fixture
def tab(open_window, naive_server: NaiveServer) -> Iterator[Page]:
    """A page behind the proxy, with a server that stores whatever it is sent."""
    proxy = FaultProxy(naive_server, SHARE, seed=3)
    window = open_window(service_workers="block")
    window.context.add_init_script(IMPATIENT)
    window.page.goto(f"{proxy.url}{LINK}/en")
    devices.ready(window.page)
    window.hosts.clear()
    yield window.page
    window.hosts.clear()
    proxy.stop()


def test_a_weaker_client_loses_some_and_a_weaker_server_doubles_some(tab: Page, naive_server: NaiveServer):
    ids = [str(uuid.uuid4()) for _ in range(30)]
    assert tab.evaluate(NAIVE, {"address": f"{LINK}/responses", "ids": ids}) == 0
    assert len([each for each in ids if each not in naive_server.stored]) > 3

    naive_server.stored.clear()
    our_client_loses_none_and_a_server_without_nullifiers_doubles_some(tab, naive_server)


def our_client_loses_none_and_a_server_without_nullifiers_doubles_some(
    tab: Page, naive_server: NaiveServer
) -> None:
    ids = [str(uuid.uuid4()) for _ in range(30)]
    folder = folder_of(tab)
    given = {"folder": folder, "address": f"{LINK}/responses", "version": "student-2026.1", "ids": ids}
    tab.evaluate(SAVE, given)
    assert tab.evaluate(DRAIN, folder) == 0

    assert set(naive_server.stored) == set(ids)
    assert sum(naive_server.stored.values()) > len(ids) + 3
