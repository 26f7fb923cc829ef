"""WebKitGTK, as on an iPhone: all browsers there use WebKit."""

import socket
from contextlib import suppress
from pathlib import Path

from tests.engines.phone import HEIGHT, WIDTH
from tests.engines.programs import MORTAL, start, wait_for
from tests.engines.webdriver import Http, WebDriverPhone

AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/26.0 Mobile/15E148 Safari/604.1"
)
# Debian's own Python runs our browser, for python3-gi belongs to that.
BROWSER = (*MORTAL, "/usr/bin/python3", str(Path(__file__).with_name("webkit_browser.py")))
# A screen that nobody sees; it writes its number into a file.
SCREEN = 'exec Xvfb -displayfd 3 -screen 0 800x1000x24 -nolisten tcp 3> "$0"'


class WebKitPhone(WebDriverPhone):
    """A phone whose browser is WebKit."""

    name = "WebKit"

    def _begin(self) -> Http:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        environment = {
            "DISPLAY": f":{self._screen()}",
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "1",  # a machine without a desktop has no bus for it
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.folder),
            "PHONE_PROFILE": str(self.folder / "profile"),
            "PHONE_AGENT": AGENT,
            "PHONE_SIZE": f"{WIDTH}x{HEIGHT}",
        }
        self._programs.append(start(["WebKitWebDriver", f"--port={port}"], self.log, environment))
        wait_for(lambda: _listens(port), f"WebKitWebDriver listens; see {self.log}")
        return Http(port, {"webkitgtk:browserOptions": {"binary": BROWSER[0], "args": BROWSER[1:]}})

    def _screen(self) -> str:
        number = self.folder / "screen"
        number.unlink(missing_ok=True)
        self._programs.append(start(["sh", "-c", SCREEN, str(number)], self.log, {}))
        wait_for(
            lambda: number.exists() and number.read_text().endswith("\n"),
            f"Xvfb has a screen; see {self.log}",
        )
        return number.read_text().strip()


def _listens(port: int) -> bool:
    with suppress(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    return False
