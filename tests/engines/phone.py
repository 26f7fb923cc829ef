"""A phone with a browser: what every engine can do, in the same words."""

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from tests.engines.programs import wait_for

WIDTH, HEIGHT = 390, 844  # pixels of CSS, of the page

FIND = """
    const [css, words] = arguments;
    const is = (each) => each.checkVisibility() && (!words || each.textContent.trim() == words);
    const found = [...document.querySelectorAll(css)].find(is);
    // A driver scrolls only until an element shows, perhaps below a bar that stays in place.
    found?.scrollIntoView({ block: "center", behavior: "instant" });
    return found;
"""


class Phone(ABC):
    """One browser on one profile. folder: holds the profile and the logs; it outlives the browser.

    A script is the body of a function: it gets `arguments`, and returns what JSON can hold, or a promise of it.
    """

    name: str
    troubles: type[Exception]
    """What the driver raises between two pages."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "log"

    @abstractmethod
    def start(self) -> None:
        """Start the browser on the profile."""

    @abstractmethod
    def kill(self) -> None:
        """End it as a phone does that runs out of memory. Does nothing to one that does not run."""

    @abstractmethod
    def open(self, address: str) -> None:
        """Go to an address, and wait for the page."""

    @abstractmethod
    def back(self) -> None:
        """The browser's own way back."""

    @abstractmethod
    def forward(self) -> None:
        """The browser's own way forward."""

    @abstractmethod
    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page; what it returns."""

    @abstractmethod
    def _element(self, script: str, *arguments: Any) -> Any:
        """The element that a script returns, as the driver knows it; None if there is none."""

    @abstractmethod
    def _tap(self, element: Any) -> None: ...

    @abstractmethod
    def _write(self, element: Any, words: str) -> None: ...

    def tap(self, css: str, words: str = "") -> None:
        """Tap what is visible and matches, as a finger does. words: all that is written on it, or any."""
        self._tap(self._find(css, words))

    def write(self, css: str, words: str) -> None:
        """Write into a field."""
        self._write(self._find(css, ""), words)

    def look(self, script: str, *arguments: Any) -> Any:
        """What a script returns; None between two pages, and where no browser runs."""
        try:
            return self.run(script, *arguments)
        except self.troubles:
            return None

    def until(self, script: str, *arguments: Any) -> Any:
        """The first true value that a script returns, whatever page is there by then."""
        return wait_for(lambda: self.look(script, *arguments), f"{self.name} finds {script} {arguments}")

    def _find(self, css: str, words: str) -> Any:
        def look() -> Any:
            try:
                return self._element(FIND, css, words)
            except self.troubles:
                return None

        return wait_for(look, f"{self.name} shows {css} {words}")
