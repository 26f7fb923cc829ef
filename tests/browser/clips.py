"""Recorded clips of silence, made of nothing, which every decoder of MP3 plays; and what a page was heard to play."""

from hashlib import sha256

from playwright.sync_api import Page, Route

# A frame of MPEG-1, layer III: 32 kbit/s, 44.1 kHz, mono, 26 ms. All zeros behind its head are silence.
_HEAD = b"\xff\xfb\x10\xc4"
_FRAME = 104
ADDRESS = "/s/sound/"


def silence(words: str, frames: int = 4) -> bytes:
    """An MP3 of its own for some words: players leave alone what stands after the last frame."""
    whole = (_HEAD + bytes(_FRAME - len(_HEAD))) * frames
    tag = b"TAG" + words.encode()[:30].ljust(125, b"\0")
    return whole + tag


def name_of(mp3: bytes) -> str:
    """The name of a clip in addresses."""
    return sha256(mp3).hexdigest()[:32]


class Sounds:
    """Stands in for the server: gives clips, and notes which were asked for, in order. lost: names that are gone."""

    def __init__(self, page: Page, *clips: bytes) -> None:
        self.asked: list[str] = []
        self.lost: set[str] = set()
        self._clips = {name_of(clip): clip for clip in clips}
        page.route(f"**{ADDRESS}*.mp3", self._answer)

    def _answer(self, route: Route) -> None:
        name = route.request.url.rpartition("/")[2].removesuffix(".mp3")
        self.asked.append(name)
        if name in self.lost or name not in self._clips:
            route.fulfill(status=404, content_type="text/html", body="gone")
        else:
            route.fulfill(content_type="audio/mpeg", body=self._clips[name])
