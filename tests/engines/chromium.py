"""Chromium, as on an Android phone."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page

from tests.browser.devices import Device
from tests.engines.phone import HEIGHT, WIDTH, Phone

AGENT = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/150.0.0.0 Mobile Safari/537.36"
)


class ChromiumPhone(Phone):
    """A phone whose browser is Chromium."""

    name = "Chromium"
    troubles = Error

    def __init__(self, folder: Path, chromium: Browser) -> None:
        super().__init__(folder)
        self._device = Device(
            chromium,
            folder / "profile",
            viewport={"width": WIDTH, "height": HEIGHT},
            user_agent=AGENT,
            is_mobile=True,
            has_touch=True,
            locale="en-US",
        )

    @property
    def _page(self) -> Page:
        return self._device.pages[0]

    def start(self) -> None:
        self._device.start()

    def kill(self) -> None:
        self._device.kill()

    def open(self, address: str) -> None:
        self._page.goto(address)

    def back(self) -> None:
        self._page.go_back()

    def forward(self) -> None:
        self._page.go_forward()

    def run(self, script: str, *arguments: Any) -> Any:
        return self._page.evaluate(_function(script), list(arguments))

    def _element(self, script: str, *arguments: Any) -> Any:
        return self._page.evaluate_handle(_function(script), list(arguments)).as_element()

    def _tap(self, element: Any) -> None:
        element.tap()

    def _write(self, element: Any, words: str) -> None:
        element.fill(words)


def _function(body: str) -> str:
    return f"(given) => (function () {{ {body} }}).apply(null, given)"
