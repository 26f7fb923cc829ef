"""Arabic: no reader is addressed as one man, every number has its form, and messages begin from the right."""

import re
from collections.abc import Iterator

import polib
import pytest

from survey_app.languages.catalogs import TRANSLATIONS
from survey_app.surveys.yaml_file import LIBRARY, load_library

INTERFACE = polib.pofile(str(TRANSLATIONS / "ar" / "LC_MESSAGES" / "messages.po"))
SURVEYS = polib.pofile(str(LIBRARY / "texts" / "ar.po"))

# Commands to one man. Only spellings that mean nothing else; "and" and "so" are written onto the word.
TO_ONE_MAN = re.compile(
    r"\b[وف]?(?:اختر|اكتب|اقرأ|امسح|اضغط|انظر|افتح|ادعُ|أجب|اسأل|ابدأ|ابحث|استورد|اذكر|احذف|فكّر|نزّل)\b"
)


def texts() -> Iterator[str]:
    """Every Arabic text of the surveys and of the interface."""
    for entry in (*SURVEYS, *INTERFACE):
        if not entry.obsolete:
            yield from filter(None, entry.msgstr_plural.values() or [entry.msgstr])


def test_no_text_gives_a_command_to_one_man():
    assert [words for words in texts() if TO_ONE_MAN.search(words)] == []


@pytest.mark.parametrize("words", ["اختر مدرسة.", "إذا ضاعت فاسأل المكتب.", "اكتب الرمز واقرأ النتائج."])
def test_such_a_command_is_found(words):
    assert TO_ONE_MAN.search(words)


def test_a_command_to_many_is_not_one():
    assert not TO_ONE_MAN.search("اختاروا مدرستكم، واسألوا المكتب، واقرؤوا النتائج.")


def test_one_two_and_a_few_minutes_have_forms_of_their_own():
    forms = INTERFACE.find("About %(num)s minute").msgstr_plural

    assert [forms[1], forms[2]] == ["نحو دقيقة واحدة", "نحو دقيقتين"]
    assert [forms[few].split()[-1] for few in (3, 4)] == ["دقائق", "دقيقة"]


def test_numbers_without_plural_forms_stand_beside_their_word():
    """A number that the page counts down cannot choose one of six forms: "seconds left: 5" fits all."""
    words = INTERFACE.find("In %(seconds)s seconds everything here is erased for the next person.").msgstr

    assert "%(seconds)s ثانية" not in words


def test_a_message_to_copy_begins_with_an_arabic_letter():
    """Phones lay out a message by its first letter: one that begins with a Latin name would run the wrong way."""
    messages = [entry.msgstr for entry in INTERFACE if "%(link)s" in entry.msgstr]

    assert messages
    assert [words for words in messages if not "\u0621" <= words[0] <= "\u064a"] == []


def test_the_minutes_of_our_surveys_fit_the_form_that_their_texts_have():
    """ "{minutes}" has no plural forms. From 11 minutes on, these texts must say دقيقة."""
    assert [
        entry.msgctxt
        for entry in SURVEYS
        if "{minutes}" in entry.msgstr and "{minutes} دقائق" not in entry.msgstr
    ] == []
    assert [name for name, survey in load_library().items() if not 3 <= survey.minutes <= 10] == []
