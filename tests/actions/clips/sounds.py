"""Recordings that tests make: tones, in the containers of phones and computers."""

import io
from typing import Any

import av
import numpy as np

AS_PHONES_DO = {
    "mp3": ("libmp3lame", 44_100),
    "ipod": ("aac", 44_100),
    "adts": ("aac", 44_100),
    "ogg": ("libopus", 48_000),
    "webm": ("libopus", 48_000),
    "wav": ("pcm_s16le", 16_000),
}
"""Container → its usual codec, and samples a second. "ipod" is M4A."""


def tone(seconds: float, loud: float = 0.3, rate: int = 44_100) -> Any:
    """A tone of 440 Hz. loud: of full scale."""
    return (loud * np.sin(2 * np.pi * 440 * np.arange(int(seconds * rate)) / rate)).astype(np.float32)


def recorded(container: str, seconds: float = 2.0, loud: float = 0.3, **says: str) -> bytes:
    """A recording of a tone. says: its metadata."""
    codec, rate = AS_PHONES_DO[container]
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        file.metadata.update(says)
        add_sound(file, file.add_stream(codec, rate=rate, layout="mono"), tone(seconds, loud, rate))
    return out.getvalue()


def add_sound(file: Any, stream: Any, sound: Any) -> None:
    """Write a sound into a file that is being made."""
    frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="flt", layout="mono")
    frame.sample_rate = stream.rate
    for part in av.AudioResampler(format=stream.format.name, layout="mono", rate=stream.rate).resample(frame):
        file.mux(stream.encode(part))
    file.mux(stream.encode(None))


def filmed(width: int, height: int) -> bytes:
    """A short film with a tone."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        film = file.add_stream("mpeg4", rate=5)
        film.width, film.height, film.pix_fmt = width, height, "yuv420p"
        sound = file.add_stream("aac", rate=48_000, layout="mono")
        black = np.zeros((height * 3 // 2, width), np.uint8)
        file.mux(film.encode(av.VideoFrame.from_ndarray(black, format="yuv420p")))
        file.mux(film.encode(None))
        add_sound(file, sound, tone(2.0, rate=48_000))
    return out.getvalue()
