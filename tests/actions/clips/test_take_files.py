"""Files of a speaker are found by their names. Each bad one is named, the good ones are taken, no zip is a bomb."""

import io
import zipfile

import pytest

from survey_app.actions.clips import take_files as module
from survey_app.actions.clips.take_files import Sent, take_files, unpacked
from survey_app.errors import TextError
from survey_app.surveys.words.aloud import Aloud
from tests.actions.clips.sounds import recorded

WELCOME = Aloud("hmn", "Welcome?", "Zoo siab?", ("family.welcome.ask", "staff.welcome.ask"), "x", "Family")
YES = Aloud("hmn", "Yes", "Muaj", ("family.welcome.choices.yes",), "x", "Family")
EVERY = [WELCOME, YES]
TONE = recorded("ipod")


def zipped(files: dict[str, bytes]) -> Sent:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return Sent("clips.zip", out.getvalue)


def codes(sent, clock=lambda: 0.0) -> tuple[list[str], list[str]]:
    """English words of what was taken; code and file of what was not."""
    outcome = take_files(sent, EVERY, clock)
    refused = [f"{each.code} {each.values['file']}" for each in outcome.refused]
    return [text.source for text, _ in outcome.taken], refused


def test_a_zip_of_a_phone_or_a_mac_is_taken_whatever_folder_it_is_in():
    sent = zipped(
        {
            "recordings/": b"",
            "recordings/family.welcome.ask.m4a": TONE,
            "recordings/FAMILY.WELCOME.CHOICES.YES.M4A": TONE,
            "__MACOSX/recordings/._family.welcome.ask.m4a": b"x",
            "recordings/.DS_Store": b"x",
        }
    )

    assert codes(unpacked(sent)) == (["Welcome?", "Yes"], [])


def test_the_good_ones_are_taken_and_each_bad_one_is_named():
    sent = zipped(
        {
            "family.welcome.ask.m4a": TONE,
            "staff.welcome.ask.m4a": TONE,
            "family.welcome.m4a": TONE,
            "family.welcome.choices.yes.m4a": b"\x89PNG",
        }
    )

    assert codes(unpacked(sent)) == (
        ["Welcome?"],
        [
            "clip_twice staff.welcome.ask.m4a",
            "clip_not_of_text family.welcome.m4a",
            "clip_kind family.welcome.choices.yes.m4a",
        ],
    )


def test_a_path_in_a_zip_leads_nowhere():
    sent = zipped({"../../etc/cron.d/family.welcome.ask.m4a": TONE, "C:\\x\\passwd": b"x"})
    taken, refused = codes(unpacked(sent))

    assert taken == ["Welcome?"]
    assert refused == ["clip_not_of_text passwd"]


def test_a_file_beside_a_zip_is_taken_too():
    assert codes(unpacked(Sent("family.welcome.ask.m4a", lambda: TONE))) == (["Welcome?"], [])


@pytest.mark.parametrize("content", [b"PK\x03\x04" + bytes(50), b"no zip", b""])
def test_what_is_no_zip_is_refused(content):
    with pytest.raises(TextError, match=r"clips\.zip is no zip"):
        list(unpacked(Sent("clips.zip", lambda: content)))


def test_a_zip_with_too_many_files_or_too_many_bytes_is_refused_unread(monkeypatch):
    with pytest.raises(TextError, match="more than 300 files"):
        list(unpacked(zipped({f"{number}.m4a": b"" for number in range(301)})))
    monkeypatch.setattr(module, "LARGEST_UNPACKED", 1_000_000)
    with pytest.raises(TextError, match="when unpacked"):
        list(unpacked(zipped({"family.welcome.ask.wav": bytes(1_000_001)})))


def test_a_file_that_lies_about_its_size_is_read_only_so_far(monkeypatch):
    monkeypatch.setattr(module, "LARGEST", 1000)
    bomb = bytearray(zipped({"family.welcome.ask.wav": bytes(50_000)}).read())
    at = bomb.index(b"PK\x01\x02") + 24
    bomb[at : at + 4] = (10).to_bytes(4, "little")

    assert codes(unpacked(Sent("clips.zip", lambda: bytes(bomb)))) == (
        [],
        ["clip_damaged family.welcome.ask.wav"],
    )


def test_a_locked_zip_is_refused_file_by_file():
    locked = bytearray(zipped({"family.welcome.ask.m4a": TONE}).read())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + place] |= 1

    assert codes(unpacked(Sent("x.zip", lambda: bytes(locked)))) == (
        [],
        ["clip_damaged family.welcome.ask.m4a"],
    )


def test_what_there_is_no_time_for_is_named():
    seconds = iter([0.0, 0.0, 60.0])
    sent = zipped({"family.welcome.ask.m4a": TONE, "family.welcome.choices.yes.m4a": TONE})

    assert codes(unpacked(sent), lambda: next(seconds)) == (
        ["Welcome?"],
        ["clips_no_time family.welcome.choices.yes.m4a"],
    )
