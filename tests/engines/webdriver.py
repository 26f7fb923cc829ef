"""Browsers that speak WebDriver (W3C): over HTTP, or, without a program between, Firefox's own Marionette.

Debian 12 has no geckodriver, so no library drives its Firefox and its WebKit alike.
"""

import json
import socket
import subprocess
from abc import abstractmethod
from http.client import HTTPConnection, HTTPException
from typing import Any, NamedTuple

from tests.engines.phone import HEIGHT, WIDTH, Phone
from tests.engines.programs import PATIENCE, kill

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key that holds the id of an element, by the standard


class Command(NamedTuple):
    """A command of the standard: its path below the session, and how Marionette calls it."""

    path: str
    name: str


OPEN = Command("url", "Navigate")
BACK = Command("back", "Back")
FORWARD = Command("forward", "Forward")
RUN = Command("execute/sync", "ExecuteScript")
TAP = Command("element/{id}/click", "ElementClick")
WRITE = Command("element/{id}/value", "ElementSendKeys")
BE_PATIENT = Command("timeouts", "SetTimeouts")


class DriverError(Exception):
    """The browser refused a command, or is gone."""


class Http:
    """A session over HTTP. wants: what the browser must be like, in the words of its driver."""

    def __init__(self, port: int, wants: dict[str, Any]) -> None:
        self._port = port
        self._session = ""
        opened = self._post("/session", {"capabilities": {"alwaysMatch": wants}})
        self._session = f"/session/{opened['sessionId']}"

    def do(self, command: Command, **parameters: Any) -> Any:
        """Give a command; what the browser says. Raises DriverError."""
        return self._post(f"{self._session}/{command.path.format(**parameters)}", parameters)

    def close(self) -> None:
        """Hang up: there is no connection between two commands."""

    def _post(self, path: str, parameters: dict[str, Any]) -> Any:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=2 * PATIENCE)
        try:
            connection.request("POST", path, json.dumps(parameters))
            answer = connection.getresponse()
            value = json.loads(answer.read())["value"]
        except (OSError, HTTPException, ValueError) as error:
            raise DriverError(repr(error)) from error
        finally:
            connection.close()
        if answer.status != 200:
            raise DriverError(f"{value['error']}: {value['message']}")
        return value


class Marionette:
    """A session over a socket: messages are JSON, each after its length and a colon."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=2 * PATIENCE)
        self._stream = self._socket.makefile("rb")
        self._receive()  # its greeting
        self.do(Command("", "NewSession"))

    def do(self, command: Command, **parameters: Any) -> Any:
        """Give a command; what the browser says. Raises DriverError."""
        message = json.dumps([0, 0, f"WebDriver:{command.name}", parameters]).encode()
        try:
            self._socket.sendall(b"%d:%s" % (len(message), message))
            _, _, error, found = self._receive()
        except (OSError, ValueError) as gone:
            raise DriverError(repr(gone)) from gone
        if error:
            raise DriverError(f"{error['error']}: {error['message']}")
        return found.get("value", found)

    def close(self) -> None:
        """Hang up."""
        self._stream.close()
        self._socket.close()

    def _receive(self) -> Any:
        length = b""
        while (digit := self._stream.read(1)) != b":":
            if not digit:
                raise ConnectionError("Firefox hung up")
            length += digit
        return json.loads(self._stream.read(int(length)))


class WebDriverPhone(Phone):
    """What phones with such a browser do alike."""

    troubles = DriverError
    _session: Http | Marionette | None = None

    def start(self) -> None:
        self._programs: list[subprocess.Popen[bytes]] = []
        self._session = self._begin()
        milliseconds = int(PATIENCE * 1000)
        self._do(BE_PATIENT, script=milliseconds, pageLoad=milliseconds)
        self._resize()

    @abstractmethod
    def _begin(self) -> Http | Marionette:
        """Start the browser, note its programs, and begin a session with it."""

    def _resize(self) -> None:
        self.until(f"return innerWidth == {WIDTH} && innerHeight == {HEIGHT}")

    def kill(self) -> None:
        if self._session:
            self._session.close()
            self._session = None
        while self._programs:
            kill(self._programs.pop())

    def _do(self, command: Command, **parameters: Any) -> Any:
        if self._session is None:
            raise DriverError(f"{self.name} does not run")
        return self._session.do(command, **parameters)

    def open(self, address: str) -> None:
        self._do(OPEN, url=address)

    def back(self) -> None:
        self._do(BACK)

    def forward(self) -> None:
        self._do(FORWARD)

    def run(self, script: str, *arguments: Any) -> Any:
        return self._do(RUN, script=script, args=arguments)

    def _element(self, script: str, *arguments: Any) -> Any:
        found = self.run(script, *arguments)
        return found and found[ELEMENT]

    def _tap(self, element: Any) -> None:
        self._do(TAP, id=element)

    def _write(self, element: Any, words: str) -> None:
        # The standard's own word for the Enter key: WebKit's driver drops a line feed.
        self._do(WRITE, id=element, text=words.replace("\n", "\ue007"))
