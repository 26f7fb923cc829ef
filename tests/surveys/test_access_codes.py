"""Access codes: typed by tired people, and every slip of the finger is told from a code that was used."""

import re
from itertools import combinations

from survey_app.surveys.access_codes import ALPHABET, new_code, read_code, spell
from tests.surveys.code_shapes import others, shapes

CODE = "K7Q2F9XMA2"


def test_a_code_has_ten_characters_none_of_which_looks_like_another():
    codes = {new_code() for _ in range(500)}

    assert len(codes) == 500
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{10}", code) for code in codes)
    assert all(read_code(code) == code for code in codes)


def test_case_spaces_hyphens_and_look_alikes_are_forgiven():
    code = "0A1B2C3D4" + next(each for each in ALPHABET if read_code("0A1B2C3D4" + each))

    for typed in (
        spell(code),
        code.lower(),
        f" {code[:5]} {code[5:]} ",
        code.replace("0", "O").replace("1", "l"),
    ):
        assert read_code(typed) == code


def test_a_code_is_taken_in_every_shape_and_nothing_else_is():
    code = "0A1B2C3D4" + next(each for each in ALPHABET if read_code("0A1B2C3D4" + each))
    shaped = {*shapes(code)}

    assert len(shaped) > 80
    assert [ascii(each) for each in shaped if read_code(each) != code] == []
    assert [ascii(each) for each in others(code) if read_code(each) is not None] == []


def test_every_wrong_character_and_every_two_that_changed_places_are_found():
    code = new_code()
    wrong = [code[:at] + each + code[at + 1 :] for at in range(10) for each in ALPHABET if each != code[at]]
    for one, other in combinations(range(10), 2):
        if code[one] != code[other]:
            swapped = list(code)
            swapped[one], swapped[other] = code[other], code[one]
            wrong.append("".join(swapped))

    assert len(wrong) > 310
    assert [each for each in wrong if read_code(each)] == []


def test_words_that_are_not_a_code_are_not_read_as_one():
    for typed in ("", "K7Q2F", "K7Q2F9XMABC", "K7Q2F-9XMA!", "ÄÖÜ", "U" * 10, "0" * 9, "K7Q2F9XM\x00B"):
        assert read_code(typed) is None
