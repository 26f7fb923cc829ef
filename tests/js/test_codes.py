"""The access codes of the script are those of the server."""

from survey_app.surveys.access_codes import ALPHABET, new_code, read_code, spell
from tests.surveys.code_shapes import others, shapes

READ = """(typed) => import("/js/survey/codes.js").then(({ readCode }) => typed.map(readCode))"""


def test_the_script_reads_codes_as_the_server_does(modules):
    codes = [new_code() for _ in range(300)]
    typed = [
        *codes,
        *(spell(code).lower() for code in codes),
        *(code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 7) % 32] for code in codes),
        *(code[1] + code[0] + code[2:] for code in codes),
        *(code.replace("0", "o").replace("1", "I") for code in codes),
        *(each for code in codes[:20] for each in shapes(code) + others(code)),
        *("", " ", "ABC", "U" * 10, "k7q2f–9xmab", "0123456789", "ÄÖÜ", "0" * 11),
    ]
    expected = [read_code(each) for each in typed]

    assert modules.evaluate(READ, typed) == expected
    assert 600 <= sum(each is not None for each in expected) < len(expected) - 500
    assert expected.count(codes[0]) >= len(shapes(codes[0]))
