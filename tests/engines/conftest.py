"""Three phones, one for each engine that families have, one server, and a line between them that can be slow or cut."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.actions.sealing.mixing import open_waiting
from survey_app.store.database.engine import make_engine
from survey_app.store.sealing.epochs import current_epoch
from survey_app.surveys.yaml_file import load_library
from tests.browser.fault_proxy import FaultProxy, forward_to
from tests.engines.chromium import ChromiumPhone
from tests.engines.firefox import FirefoxPhone
from tests.engines.phone import Phone
from tests.engines.respondent import READY, Respondent
from tests.engines.webkit import WebKitPhone
from tests.installation import Installation

SPANISH = "/s/merced-high/family/es"


@pytest.fixture(scope="session")
def site(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A served installation. One process serves it, so each page is drawn once."""
    folder = shutil.copytree(prepared, tmp_path_factory.mktemp("site") / "instance")
    site = Installation(folder, WEB_CONCURRENCY="1")
    site.serve()
    yield site
    site.stop()


@pytest.fixture
def stored(site: Installation) -> Callable[[], list[dict[str, Any]]]:
    """The responses that came since the test began; too few ever come here for the sealer to take them away."""

    def read() -> dict[bytes, dict[str, Any]]:
        engine = make_engine(f"sqlite:///{site.database}")
        with engine.connect() as connection:
            if epoch := current_epoch(connection):
                opener = EpochKeys(site.folder / "keys").opener(epoch.public_key)
                waiting = open_waiting(connection, epoch.number, opener)
        engine.dispose()
        return {each.nullifier: json.loads(each.payload) for each in waiting} if epoch else {}

    before = read()
    return lambda: [payload for nullifier, payload in read().items() if nullifier not in before]


@pytest.fixture
def line(site: Installation) -> Iterator[FaultProxy]:
    """The way from a phone to the server. It has a port of its own: to a browser, each test is another site."""
    line = FaultProxy(forward_to(site.port), share=0.0, seed=1)
    yield line
    line.stop()


@pytest.fixture(scope="session", params=["Chromium", "Firefox", "WebKit"])
def shared_phone(
    request: pytest.FixtureRequest, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Phone]:
    """One browser of each engine, for all tests."""
    folder = tmp_path_factory.mktemp(request.param)
    phones = {
        "Chromium": lambda: ChromiumPhone(folder, chromium),
        "Firefox": lambda: FirefoxPhone(folder),
        "WebKit": lambda: WebKitPhone(folder),
    }
    phone: Phone = phones[request.param]()
    phone.start()
    yield phone
    phone.kill()


@pytest.fixture
def phone(shared_phone: Phone) -> Phone:
    """A phone that runs, whatever the test before did to it."""
    if not shared_phone.look("return true"):
        shared_phone.kill()
        shared_phone.start()
    shared_phone.open("about:blank")  # what "back" leads to at last
    return shared_phone


@pytest.fixture
def student(request: pytest.FixtureRequest, phone: Phone, line: FaultProxy) -> Respondent:
    """A student on a phone; the survey is open, in English unless a test gives another language as a parameter."""
    language = getattr(request, "param", "en")
    return Respondent(phone, line.url, "merced-high", load_library()["student"], language).open()


@pytest.fixture
def helper(phone: Phone, line: FaultProxy) -> Respondent:
    """Somebody who reads the family survey to others, on the page where interviews begin; the survey is kept."""
    phone.open(f"{line.url}/s/merced-high/interview/en")
    phone.until(READY)
    phone.until(
        "return caches.open('survey_app pages').then((all) => all.match(arguments[0])).then(Boolean)", SPANISH
    )
    return Respondent(phone, line.url, "merced-high", load_library()["family"])
