"""What stands between a browser and the site: slow, failing, a captive portal, gone, or with another build."""

import re
import threading
from collections import Counter
from collections.abc import Callable

from tests.browser.fault_proxy import Answer, FaultProxy, forward_to
from tests.installation import Installation

HTML = ("Content-Type", "text/html")
PORTAL = b"<title>Sign in to the Wi-Fi of the hotel</title>"
_BUILD = re.compile(rb"/static/[0-9a-f]{12}/")
EARLIER = b"/static/0123456789ab/"


class Between:
    """Hands requests on. What it does meanwhile can be changed at any time.

    slower: seconds that each request waits. goes_on: while it is cleared, every request waits. answer_with: a status
    for every page. is_portal: it answers everything itself. is_gone: it hangs up on everything. has_earlier_build:
    pages and files are those of another, earlier build; the files of the other are not there. change_worker: changes
    the bytes of the worker. asked: path → requests.
    """

    def __init__(self, site: Installation) -> None:
        self._forward = forward_to(site.port)
        self.slower = 0.0
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.answer_with = 200
        self.is_portal = False
        self.is_gone = False
        self.has_earlier_build = False
        self.change_worker: Callable[[bytes], bytes] = lambda script: script
        self.asked: Counter[str] = Counter()
        self._names: set[bytes] = set()
        self.proxy = FaultProxy(self, 0.0, seed=1)
        self.url = self.proxy.url

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        self.asked[path] += 1
        threading.Event().wait(self.slower)
        self.goes_on.wait()
        if self.is_gone:
            raise ConnectionResetError
        if self.is_portal:
            return Answer(200, [HTML], PORTAL)
        if self.answer_with != 200:
            return Answer(self.answer_with, [HTML], b"<h1>Bad gateway</h1>")
        if path.startswith("/static/") and path.startswith(EARLIER.decode()) != self.has_earlier_build:
            return Answer(404, [HTML], b"<h1>No such file</h1>")
        return self._rewritten(method, path, headers, body)

    def _rewritten(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if not self.has_earlier_build and path != "/s/sw.js":
            return self._forward(method, path, headers, body)
        plain = {name: value for name, value in headers.items() if name.lower() != "if-none-match"}
        answer = self._forward(method, self._now(path), {**plain, "Accept-Encoding": "identity"}, body)
        content = self.change_worker(answer.body) if path == "/s/sw.js" else answer.body
        if self.has_earlier_build:
            self._names |= set(_BUILD.findall(content))
            content = _BUILD.sub(EARLIER, content)
        tags = [(name, f'"earlier {value}"') for name, value in answer.headers if name == "ETag"]
        others = [each for each in answer.headers if each[0] != "ETag"]
        return Answer(answer.status, others + (tags if path != "/s/sw.js" else []), content)

    def _now(self, path: str) -> str:
        """The address of a file of the earlier build in this one."""
        return path.replace(EARLIER.decode(), next(iter(self._names)).decode()) if self._names else path
