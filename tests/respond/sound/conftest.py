"""What a speaker of the district has recorded."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.clips.keep_clips import keep_clips, remove_clip
from survey_app.actions.clips.read_clips import Recordings, recordings_in
from survey_app.actions.clips.recording import Recording
from survey_app.actions.texts.read_texts import texts_in

ANA = Actor("ana@example.org", datetime(2027, 4, 6, 19, 0, tzinfo=UTC))
OURS = "24-65789"


class Speaker:
    """Records words in Spanish. The door looks again after two seconds."""

    def __init__(self, engine, clock):
        self._engine, self._clock = engine, clock

    def recordings(self, session: Session) -> Recordings:
        return recordings_in(session, OURS, "es", texts_in(session, OURS, "es"))

    def record(self, *words: str, sound: str = "sound of") -> list[str]:
        """Keep a made-up clip of each of these words; return the names of their sounds."""
        with Session(self._engine) as session:
            every = self.recordings(session).every
            new = [
                (each, Recording(f"{sound} {each.words}".encode(), 1.5))
                for each in every
                if each.words in words
            ]
            keep_clips(session, ANA, OURS, every, new)
            clips = self.recordings(session).clips
        self._clock.now += 2
        return [clips[each.sha].name for each, _ in new]

    def remove(self, words: str) -> None:
        with Session(self._engine) as session:
            clip = next(each for each in self.recordings(session).kept if each.words == words)
            remove_clip(session, ANA, clip)
        self._clock.now += 2


@pytest.fixture
def speaker(door_engine, clock) -> Speaker:
    return Speaker(door_engine, clock)
