"""Recorded clips of silence, made of nothing, which every decoder of MP3 plays; and who gives them to a page."""

import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Page, Route
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.clips.keep_clips import keep_clips, remove_clip
from survey_app.actions.clips.read_clips import recordings_in
from survey_app.actions.clips.recording import Recording
from survey_app.actions.texts.read_texts import texts_in
from survey_app.store.clips import clips
from survey_app.store.database.engine import make_engine

# A frame of MPEG-1, layer III: 32 kbit/s, 44.1 kHz, mono, 26 ms. All zeros behind its head are silence.
_HEAD = b"\xff\xfb\x10\xc4"
_FRAME = 104
ADDRESS = "/s/sound/"


def silence(words: str, frames: int = 8) -> bytes:
    """An MP3 of its own for some words. They stand where no player looks; WebKit takes less than 0.1 s for no sound."""
    whole = (_HEAD + bytes(_FRAME - len(_HEAD))) * frames
    tag = b"TAG" + words.encode()[:30].ljust(125, b"\0")
    return whole + tag


def name_of(mp3: bytes) -> str:
    """The name of a clip in addresses."""
    return sha256(mp3).hexdigest()[:32]


class Sounds:
    """Stands in for the server: gives clips, and notes which were asked for, in order.

    lost: names that are gone. slow: names that come only with `release`.
    """

    def __init__(self, page: Page, *clips: bytes) -> None:
        self.asked: list[str] = []
        self.lost: set[str] = set()
        self.slow: set[str] = set()
        self._held: list[tuple[Route, str]] = []
        self._clips = {name_of(clip): clip for clip in clips}
        page.route(f"**{ADDRESS}*.mp3", self._answer)

    def _answer(self, route: Route) -> None:
        name = route.request.url.rpartition("/")[2].removesuffix(".mp3")
        self.asked.append(name)
        if name in self.lost or name not in self._clips:
            route.fulfill(status=404, content_type="text/html", body="gone")
        elif name in self.slow:
            self._held.append((route, name))
        else:
            route.fulfill(content_type="audio/mpeg", body=self._clips[name])

    def release(self) -> None:
        """Let what is slow come."""
        for route, name in self._held:
            route.fulfill(content_type="audio/mpeg", body=self._clips[name])


# --- Real clips, that a server gives ----------------------------------------------------------------------------------

DISTRICT = "24-65789"
ANA = Actor("ana@example.org", datetime(2027, 4, 6, 19, 0, tzinfo=UTC))


def record(database: Path, language: str, is_wanted: Callable[[str], bool]) -> dict[str, str]:
    """Keep a clip of all words that are wanted, as if somebody had recorded them. Words → the name of their clip."""
    with _open(database) as session:
        every = recordings_in(session, DISTRICT, language, texts_in(session, DISTRICT, language)).every
        new = [(each, Recording(silence(each.words), 0.1)) for each in every if is_wanted(each.words)]
        keep_clips(session, ANA, DISTRICT, every, new)
    return {each.words: name_of(recording.mp3) for each, recording in new}


def unrecord(database: Path, language: str) -> None:
    """Remove every clip of a language."""
    with _open(database) as session:
        for clip in clips(session, DISTRICT, language):
            remove_clip(session, ANA, clip)


def names_clips(address: str) -> bool:
    """Whether a page of the server names clips. The server goes on for two seconds with what it knew before."""
    with urllib.request.urlopen(address) as answer:
        return b"data-sound-bytes" in answer.read()


@contextmanager
def _open(database: Path) -> Iterator[Session]:
    engine = make_engine(f"sqlite:///{database}")
    with Session(engine) as session:
        yield session
    engine.dispose()
