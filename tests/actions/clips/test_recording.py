"""Every recording becomes a small, clean MP3 that is as loud as the others; what is no recording does no harm."""

import io
import os
import random
import re
import signal
import subprocess
import sys
import time

import av
import numpy as np
import pytest

from survey_app.actions.clips.recording import _PROGRAM, LARGEST, clean_room
from survey_app.errors import TextError
from tests.actions.clips.sounds import AS_PHONES_DO, filmed, recorded


@pytest.fixture(scope="module")
def room():
    with clean_room() as room:
        yield room


@pytest.fixture
def refused(room):
    """Says why a recording is not taken; "" if it is."""

    def why(content: bytes) -> str:
        try:
            room.clean(content, "welcome.m4a")
        except TextError as error:
            (problem,) = error.problems
            assert "welcome.m4a" in str(problem)
            return problem.code
        return ""

    return why


def heard(mp3: bytes):
    with av.open(io.BytesIO(mp3)) as file:
        (stream,) = file.streams
        sound = np.concatenate([frame.to_ndarray().reshape(-1) for frame in file.decode(stream)])
        return stream.codec_context, sound


@pytest.mark.parametrize("container", AS_PHONES_DO)
def test_a_recording_of_any_phone_becomes_a_small_mp3(room, container):
    clip = room.clean(recorded(container), "welcome")
    codec, sound = heard(clip.mp3)

    assert (codec.name, codec.channels, codec.sample_rate) == ("mp3float", 1, 24_000)
    assert clip.seconds == pytest.approx(2.0, abs=0.1)
    assert len(sound) / 24_000 == pytest.approx(2.0, abs=0.15)
    assert len(clip.mp3) == pytest.approx(2 * 4000, rel=0.1)


def test_nothing_says_who_recorded_it_where_or_when(room):
    secret = {"title": "Mai Yang", "comment": "37.30, -120.48", "creation_time": "2027-04-06T19:00:00"}
    recording = recorded("ipod", **secret)
    mp3 = room.clean(recording, "welcome").mp3

    assert b"Mai Yang" in recording
    assert not any(tag in mp3 for tag in (b"Mai", b"37.3", b"2027", b"ID3", b"TAG", b"Lavf", b"Lavc"))
    with av.open(io.BytesIO(mp3)) as file:
        assert file.metadata == {}


def test_all_are_equally_loud_and_none_is_cut_off_above(room):
    peaks = [np.abs(heard(room.clean(recorded("wav", loud=loud), "x").mp3)[1]).max() for loud in (0.02, 0.9)]

    assert peaks == pytest.approx([0.14, 0.14], abs=0.02)


REFUSED = {
    "shorter than a word": (lambda: recorded("wav", seconds=0.2), "clip_short"),
    "longer than a minute": (lambda: recorded("wav", seconds=61), "clip_long"),
    "silence": (lambda: recorded("wav", loud=0.0), "clip_silent"),
    "a whisper": (lambda: recorded("wav", loud=0.004), "clip_quiet"),
    "too many bytes": (lambda: bytes(LARGEST + 1), "clip_large"),
    "nothing": (lambda: b"", "clip_kind"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), "clip_kind"),
    "a playlist": (lambda: b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "clip_kind"),
    "a list of files": (lambda: b"ffconcat version 1.0\nfile /etc/passwd\n", "clip_kind"),
    "half a WAV": (lambda: recorded("wav")[:-20_000], "clip_damaged"),
    "half an M4A": (lambda: recorded("ipod")[:9000], "clip_damaged"),
    "half an MP3": (lambda: recorded("mp3")[:9000], "clip_damaged"),
    "the name of an MP3 alone": (lambda: b"ID3" + bytes(5000), "clip_damaged"),
    "the name of an OGG alone": (lambda: b"OggS" + bytes(5000), "clip_damaged"),
    "the name of an M4A alone": (lambda: b"\x00\x00\x00\x18ftypM4A " + bytes(5000), "clip_damaged"),
    "noise": (lambda: b"\xff\xfb\x90" + bytes(range(256)) * 100, "clip_damaged"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_taken_is_refused_by_its_name(refused, kind):
    make, why = REFUSED[kind]

    assert refused(make()) == why


def test_hours_of_silence_in_a_small_file_are_given_up_at_once(refused):
    hours = recorded("adts", seconds=10, loud=0.0) * 1440
    start = time.monotonic()

    assert len(hours) < LARGEST
    assert refused(hours) == "clip_long"
    assert time.monotonic() - start < 20


def test_of_a_film_only_the_sound_is_looked_at(room):
    assert room.clean(filmed(8000, 4000), "film").seconds == pytest.approx(2.0, abs=0.1)


def test_a_broken_recording_breaks_no_other(room, refused):
    chance = random.Random(1)
    whole = [recorded(container) for container in AS_PHONES_DO]
    for number in range(30):
        broken = bytearray(whole[number % len(whole)])
        for _ in range(chance.choice((1, 10, 100))):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        assert refused(bytes(broken)) in {
            "",
            "clip_damaged",
            "clip_kind",
            "clip_long",
            "clip_short",
            "clip_quiet",
        }
    assert room.clean(whole[0], "welcome").seconds == pytest.approx(2.0, abs=0.1)


HARM = {
    "open a file": "open('/etc/passwd')",
    "reach a network": "socket.socket()",
    "start a program": "subprocess.run(['true'], close_fds=False)",
    "take all memory": "bytearray(2 * c.MEMORY)",
    "take all time": "time.sleep(60)",
    "nothing": "None",
}


@pytest.mark.parametrize("harm", HARM)
def test_whoever_breaks_out_of_a_decoder_is_in_an_empty_room(harm):
    program = (
        f"import importlib.util, socket, subprocess, sys, time\n"
        f"spec = importlib.util.spec_from_file_location('c', {str(_PROGRAM)!r})\n"
        f"c = importlib.util.module_from_spec(spec); spec.loader.exec_module(c)\n"
        f"c.WALL_SECONDS = 2\n"
        f"c.lock_up()\n"
        f"{HARM[harm]}\n"
        f"print('done')"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60, check=False)

    assert (done.stdout == b"done\n") == (harm == "nothing")
    if harm == "take all time":
        assert done.returncode == -signal.SIGALRM
    elif harm != "nothing":
        assert re.search(rb"Too many open files|MemoryError", done.stderr)


def test_a_room_that_is_closed_leaves_nothing_running():
    with clean_room() as room:
        process = room._program.pid
        room.clean(recorded("wav"), "welcome")

    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_a_room_that_broke_says_so():
    with clean_room() as room:
        room._program.kill()
        room._program.wait()
        with pytest.raises(TextError, match="welcome could not be read now"):
            room.clean(recorded("wav"), "welcome")
