"""A program of its own: turns recordings of strangers into small MP3 without metadata, where they can do no harm.

A file that is made to break a decoder must find nothing. So each is decoded in a process of its own, which has little
memory and few seconds, no network and no files: it cannot even open one. `recording` starts this program; nothing else
imports it. It reads a length (4 bytes) and a file, and answers with a length and JSON, and a length and the MP3.
"""

import io
import json
import os
import resource
import signal
import struct
import sys
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

import av
import av.subtitles.stream  # else loaded when the first file has subtitles, and then no file can be opened
import av.video.stream
import numpy as np

RATE, BIT_RATE = 24_000, 32_000  # speech; MP3 of this kind plays everywhere
SHORTEST, LONGEST = 0.3, 60.0  # seconds
MEMORY, CPU_SECONDS, WALL_SECONDS = 1024 * 1024 * 1024, 10, 20
LOUD, HIGHEST, MOST_GAIN, SILENT = (
    0.1,
    0.89,
    16.0,
    0.002,
)  # of full scale: as it should be, never above, at most, none
_MOST_DAMAGE = 3
_NOT_SAID = 0xFFFFFFFF  # how long a WAV is, if its program could not know when it began
_MOST_CHANNELS, _HIGHEST_RATE = 8, 192_000
_FRAME = RATE // 50
_WORDS_OF_CODECS = (
    "aac alac amrnb amrwb libopencore_amrnb libopencore_amrwb libopus mp3 mp3float opus vorbis",
    "pcm_f32le pcm_s16le pcm_s24le pcm_s32le pcm_u8",
)
CODECS = frozenset(codec for each in _WORDS_OF_CODECS for codec in each.split())


class Refusal(Exception):
    """Why a recording cannot be taken; the code of a problem without its "clip_"."""


def container_of(content: bytes) -> str:
    """Return the container of a recording, by its first bytes. Raises Refusal.

    We do not let the library guess: it would also find playlists, which name other files.
    """
    if content[4:8] == b"ftyp":
        return "mov"
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        if len(content) < struct.unpack("<I", content[4:8])[0] != _NOT_SAID:
            raise Refusal("damaged")
        return "wav"
    if content.startswith(b"OggS"):
        return "ogg"
    if content.startswith(b"\x1aE\xdf\xa3"):
        return "matroska"
    if content.startswith(b"ID3"):
        return "mp3"
    if content[:1] == b"\xff" and len(content) > 1 and content[1] & 0xE0 == 0xE0:
        return "aac" if content[1] & 0x06 == 0 else "mp3"
    raise Refusal("kind")


def cleaned(content: bytes) -> tuple[bytes, float]:
    """Return a recording as MP3, and its seconds. Raises Refusal."""
    sound = decoded(content, container_of(content))
    seconds = len(sound) / RATE
    if seconds < SHORTEST:
        raise Refusal("short")
    return encoded(leveled(sound)), round(seconds, 2)


def decoded(content: bytes, container: str) -> np.ndarray:
    """Return the first sound of a file: one channel, from -1 to 1. Raises Refusal."""
    options = {
        "protocol_whitelist": "",
        "format_whitelist": container,
        "codec_whitelist": ",".join(sorted(CODECS)),
        "enable_drefs": "0",
    }
    try:
        with av.open(
            io.BytesIO(content), format=container, options=options, metadata_errors="ignore"
        ) as file:
            if not file.streams.audio:
                raise Refusal("kind")
            stream = file.streams.audio[0]
            sound = _read(file, stream)
            promised = (
                float(stream.duration * stream.time_base) if stream.duration and stream.time_base else 0.0
            )
    except av.error.FFmpegError as error:
        raise Refusal("damaged") from error
    if len(sound) / RATE < promised * 0.8 - SHORTEST:
        raise Refusal("damaged")
    return sound


def _read(file: Any, stream: Any) -> np.ndarray:
    context = stream.codec_context
    if context.name not in CODECS or not 1 <= context.channels <= _MOST_CHANNELS:
        raise Refusal("kind")
    if not 0 < context.sample_rate <= _HIGHEST_RATE:
        raise Refusal("damaged")
    context.thread_count = 1
    to_mono = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    parts, length = [], 0
    for frame in _frames(file, stream):
        for part in to_mono.resample(frame):
            parts.append(part.to_ndarray().reshape(-1))
            length += part.samples
        if length > LONGEST * RATE:
            raise Refusal("long")
    if not parts:
        raise Refusal("damaged")
    parts += [part.to_ndarray().reshape(-1) for part in to_mono.resample(None)]
    sound: np.ndarray = np.nan_to_num(np.concatenate(parts), nan=0.0, posinf=0.0, neginf=0.0)
    return sound


def _frames(file: Any, stream: Any) -> Iterator[Any]:
    """Decode the frames of a stream. Phones leave a broken piece at an end; more than a few are damage."""
    damage = 0
    for packet in file.demux(stream):
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            damage += 1
            if damage > _MOST_DAMAGE:
                raise


def leveled(sound: np.ndarray) -> np.ndarray:
    """Return a sound as loud as all others, by its loud parts. Raises Refusal if there is nothing to hear."""
    peak = float(np.max(np.abs(sound)))
    if peak < SILENT:
        raise Refusal("silent")
    whole = sound[: len(sound) // _FRAME * _FRAME].reshape(-1, _FRAME)
    levels = np.sqrt(np.mean(whole**2, axis=1))
    speech = float(np.sqrt(np.mean(levels[levels >= levels.max() / 4] ** 2)))
    gain = LOUD / speech
    if gain > MOST_GAIN:
        raise Refusal("quiet")
    return np.asarray(sound * min(gain, HIGHEST / peak), dtype=np.float32)


def encoded(sound: np.ndarray) -> bytes:
    """Return a sound as MP3 that says nothing of where it comes from."""
    out = io.BytesIO()
    options = {"id3v2_version": "0", "write_id3v1": "0", "write_xing": "0"}
    with av.open(out, "w", format="mp3", options=options) as file:
        stream = file.add_stream("libmp3lame", rate=RATE, layout="mono", format="fltp", bit_rate=BIT_RATE)
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="fltp", layout="mono")
        frame.sample_rate = RATE
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return out.getvalue()


def lock_up() -> None:
    """Give up, for this process and forever, all that decoding does not need."""
    limits: Mapping[int, int] = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 0,  # whatever is open stays open; no file and no socket comes besides
    }
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))
    signal.alarm(WALL_SECONDS)


def answer(content: bytes) -> tuple[dict[str, object], bytes]:
    """Return what becomes of a recording: {"seconds"} and the MP3, or {"problem"} and nothing."""
    try:
        mp3, seconds = cleaned(content)
    except Refusal as refusal:
        return {"problem": str(refusal)}, b""
    except (av.error.FFmpegError, MemoryError, ValueError, OverflowError, EOFError):
        return {"problem": "damaged"}, b""
    return {"seconds": seconds}, mp3


def answer_apart(content: bytes) -> bytes:
    """Return the answer to a recording, packed, from a process that sees only this one and then ends."""
    back, answers = os.pipe()
    child = os.fork()
    if not child:
        os.close(back)
        lock_up()
        said, mp3 = answer(content)
        _write_all(answers, packed(json.dumps(said).encode()) + packed(mp3))
        os._exit(0)
    os.close(answers)
    with open(back, "rb") as pipe:  # noqa: PTH123  # a pipe has no path
        said_all = pipe.read()
    _, status = os.waitpid(child, 0)
    return said_all if status == 0 else packed(b'{"problem": "damaged"}') + packed(b"")


def _write_all(to: int, content: bytes) -> None:
    while content:
        content = content[os.write(to, content) :]


def packed(content: bytes) -> bytes:
    """Return content after its length."""
    return struct.pack(">I", len(content)) + content


def warm_up() -> None:
    """Let the libraries load all that they load on first use: afterwards no file can be opened."""
    hum = np.sin(np.arange(RATE, dtype=np.float32) / 10) / 10
    cleaned(encoded(hum))


def serve(incoming: BinaryIO, outgoing: BinaryIO) -> None:
    """Answer one recording after the other, until there is none."""
    warm_up()
    while len(head := incoming.read(4)) == 4:
        outgoing.write(answer_apart(incoming.read(*struct.unpack(">I", head))))
        outgoing.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
