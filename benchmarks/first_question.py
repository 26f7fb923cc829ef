"""Slow 3G, a processor four times slower: when the first question can be answered. Limit: 1.5 times a bare page.

The bare page is the same page without style and script: the same words and fields, compressed alike. Both come over
`shared.slow_line`, to a browser that has seen nothing of the site. The survey needs a tap on *Start* in between.
"""

import re
import shutil
import statistics
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import brotli
from playwright.sync_api import Browser, sync_playwright

from benchmarks.shared.servers import gunicorn, run_flask
from benchmarks.shared.slow_line import slow_line

LIMIT = 1.5
PAIRS = 5
SLOWER = 4
PATH = "/s/merced-high/student/"
LANGUAGES = ("en", "es")
START = "#go button"
QUESTION = "form input[type=radio]"
_STYLE_AND_SCRIPT = re.compile(r"<link\b[^>]*>|<style>.*?</style>|<script\b.*?</script>", re.DOTALL)


def first_answer(browser: Browser, address: str, start: str | None = None) -> float:
    """Milliseconds from the request of a page until its first question can be answered. start: a button before it."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="commit")
    if start:
        page.locator(start).click()
    page.locator(QUESTION).first.wait_for()
    took = float(page.evaluate("performance.now()"))
    context.close()
    return took


@contextmanager
def bare(page: bytes) -> Iterator[int]:
    """Serve one compressed page, whatever is asked; gives the port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Encoding", "br")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def compare(browser: Browser, port: int, language: str) -> float:
    """Print both times, pair by pair; returns the median of their ratios."""
    address = f"http://127.0.0.1:{port}{PATH}{language}"
    with urllib.request.urlopen(address) as answer:
        text = answer.read().decode()
    page = brotli.compress(_STYLE_AND_SCRIPT.sub("", text).encode())
    ratios = []
    with bare(page) as bare_port, slow_line(port) as survey, slow_line(bare_port) as plain:
        for _ in range(PAIRS):
            least = first_answer(browser, f"http://127.0.0.1:{plain}/")
            ours = first_answer(browser, f"http://127.0.0.1:{survey}{PATH}{language}", START)
            ratios.append(ours / least)
            print(f"{language}: bare page {least:5.0f} ms   survey {ours:5.0f} ms   ratio {ratios[-1]:.2f}")
    return statistics.median(ratios)


def main() -> int:
    """Print the median ratio of each language; 1 if one misses the limit."""
    missed = False
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        ours = {"INSTANCE_PATH": folder}
        run_flask(ours, "prepare")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"), args=["--no-sandbox"]
        )
        with gunicorn("wsgi:app", ours) as port:
            for language in LANGUAGES:
                ratio = compare(browser, port, language)
                missed |= ratio > LIMIT
                print(
                    f"{language}: median ratio {ratio:.2f}, limit {LIMIT}: {'missed' if ratio > LIMIT else 'ok'}"
                )
        browser.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
