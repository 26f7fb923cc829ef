"""Firefox ESR, as on an Android phone. It needs no display."""

import json
from pathlib import Path

from tests.engines.phone import HEIGHT, WIDTH
from tests.engines.programs import start, wait_for
from tests.engines.webdriver import Command, Marionette, WebDriverPhone

AGENT = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
# On a desktop its window does not get as narrow as a phone unless its bars may shrink.
NARROW = """
    :root, #main-window, body { min-width: 0 !important; min-height: 0 !important }
    #nav-bar, #TabsToolbar, #urlbar-container { min-width: 0 !important }
    #nav-bar > *, #TabsToolbar > * { display: none !important }
"""
PREFERENCES = {
    "marionette.port": 0,  # any that is free
    "general.useragent.override": AGENT,
    "intl.accept_languages": "en-US",
    "toolkit.legacyUserProfileCustomizations.stylesheets": True,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "media.cubeb.force_mock_context": True,  # a server has no sound card
    "browser.sessionstore.resume_from_crash": False,
    "toolkit.startup.max_resumed_crashes": -1,
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}
SET_WINDOW = Command("window/rect", "SetWindowRect")


class FirefoxPhone(WebDriverPhone):
    """A phone whose browser is Firefox."""

    name = "Firefox"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._profile = folder / "profile"
        (self._profile / "chrome").mkdir(parents=True)
        (self._profile / "chrome" / "userChrome.css").write_text(NARROW)
        lines = [
            f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items()
        ]
        (self._profile / "user.js").write_text("".join(lines))

    def _begin(self) -> Marionette:
        port = self._profile / "MarionetteActivePort"
        port.unlink(missing_ok=True)
        command = ["firefox-esr", "--headless", "--marionette", "--profile", str(self._profile)]
        # As root it refuses a home that belongs to somebody else.
        environment = {"HOME": str(self.folder), "MOZ_CRASHREPORTER_DISABLE": "1"}
        self._programs.append(start(command, self.log, environment))
        return Marionette(
            int(wait_for(lambda: port.exists() and port.read_text(), f"Firefox listens; see {self.log}"))
        )

    def _resize(self) -> None:
        """Make the page as large as a phone's: the height of the bars differs by version."""
        wide, high = self.run("return [outerWidth - innerWidth, outerHeight - innerHeight]")
        self._do(SET_WINDOW, width=WIDTH + wide, height=HEIGHT + high)
        super()._resize()
