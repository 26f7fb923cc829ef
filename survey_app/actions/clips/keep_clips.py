"""Keep and remove recorded clips. The log alone says who did it, and that they said the speaker had agreed."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from survey_app.actions.audit_log import Actor
from survey_app.actions.changing import changing
from survey_app.actions.clips.recording import Recording
from survey_app.errors import NotFound
from survey_app.store.clips import clips, drop_clip, put_clip
from survey_app.surveys.words.aloud import Aloud, old_clips
from survey_app.surveys.words.clips import Clip, name_of_sound


def clip_of(district: str, text: Aloud, recording: Recording) -> Clip:
    """Return the clip that a recording of a text becomes."""
    name, size = name_of_sound(recording.mp3), len(recording.mp3)
    milliseconds = round(recording.seconds * 1000)
    return Clip(district, text.language, text.words, text.key, name, milliseconds, size)


def keep_clips(
    session: Session,
    who: Actor,
    district: str,
    every: Sequence[Aloud],
    new: Sequence[tuple[Aloud, Recording]],
) -> None:
    """Keep recordings, each in place of the clip that its text had. Callers asked whether the speakers agreed.

    every: what can be recorded now, so that clips of older words of the same texts go.
    """
    with changing(session, who, "clip keep") as change:
        if not new:
            change.nothing()
        for text, recording in new:
            clip = clip_of(district, text, recording)
            for old in old_clips(clips(session, district, text.language), every):
                if old.key in text.keys:
                    drop_clip(change.connection, old)
            put_clip(change.connection, clip, recording.mp3)
            details = {"language": clip.language, "clip": clip.name, "speaker_agreed": True}
            change.log(clip.key, district, details)


def remove_clip(session: Session, who: Actor, clip: Clip) -> None:
    """Remove a clip with its sound: its speaker asked for that, or it is wrong. Raises NotFound if it is gone."""
    with changing(session, who, "clip remove") as change:
        if clip not in clips(session, clip.district, clip.language):
            raise NotFound("nothing_here")
        drop_clip(change.connection, clip)
        change.log(clip.key, clip.district, {"language": clip.language, "clip": clip.name})
