"""Two people in one draft never overwrite each other silently."""

from flask import Flask

from tests.staff.accounts.people import signed_in_as
from tests.staff.surveys.writing import Writer

BELONG = "How much do you feel you belong at this school?"


def test_both_wordings_are_shown_and_either_can_be_kept(published: Flask, writer: Writer) -> None:
    other = Writer(signed_in_as(published, "district_admin", schools=("merced-high",)), writer.draft)
    belong = writer.item(BELONG)
    seen = other.page(belong)
    writer.change(belong, ask="Do you feel at home here?", hint="Think of this year.")

    refused = other.change(belong, seen, ask="Do you belong here?", privacy="sensitive")

    assert refused.status_code == 409
    for words in ("Do you feel at home here?", "Do you belong here?", "district_admin-0", "Keep theirs"):
        assert words in refused.text
    kept = other.page(belong)
    assert "Do you feel at home here?" in kept
    assert 'value="sensitive" checked' in kept
    assert "Think of this year." in kept

    theirs = other.change(belong, refused.text, keep=f"theirs:ask-{belong}")
    assert theirs.status_code == 302
    assert "Do you feel at home here?" in other.page(belong)
    other.change(belong, refused.text, keep=f"mine:ask-{belong}")
    assert "Do you belong here?" in writer.page(belong)


def test_a_clash_that_nobody_settled_overwrites_nothing(published: Flask, writer: Writer) -> None:
    other = Writer(signed_in_as(published, "district_admin", schools=("merced-high",)), writer.draft)
    belong = writer.item(BELONG)
    seen = other.page(belong)
    writer.change(belong, ask="Do you feel at home here?")
    refused = other.change(belong, seen, ask="Do you belong here?")

    again = other.change(belong, refused.text, hint="Think of this year.")

    assert again.status_code == 409
    assert "Do you feel at home here?" in writer.page(belong)
    assert "Think of this year." in writer.page(belong)
    writer.change(belong, ask="Is this your place?")
    overtaken = other.change(belong, again.text, keep=f"mine:ask-{belong}")
    assert overtaken.status_code == 409
    assert "Is this your place?" in overtaken.text


def test_two_people_change_different_fields_of_one_question(published: Flask, writer: Writer) -> None:
    other = Writer(signed_in_as(published, "district_admin", schools=("merced-high",)), writer.draft)
    belong = writer.item(BELONG)
    seen = other.page(belong)
    writer.change(belong, ask="Do you feel at home here?")

    assert other.change(belong, seen, hint="Think of this year.").status_code == 302

    assert "Do you feel at home here?" in other.page(belong)
    assert "Think of this year." in other.page(belong)
