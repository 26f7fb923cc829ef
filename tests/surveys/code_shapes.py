"""One code in the shapes that phones, keyboards, messengers and PDFs give it: for every box that takes a code."""

from collections.abc import Callable

Shape = Callable[[str], str]

ZEROS = {
    "Arabic": "\u0660",
    "Persian": "\u06f0",
    "Gurmukhi": "\u0a66",
    "Devanagari": "\u0966",
    "Bengali": "\u09e6",
    "Thai": "\u0e50",
    "Lao": "\u0ed0",
    "Khmer": "\u17e0",
    "Myanmar": "\u1040",
    "Pahawh Hmong": "\U00016b50",
    "Nyiakeng Puachue Hmong": "\U0001e140",
    "full-width": "\uff10",
    "bold": "\U0001d7ce",
    "monospaced": "\U0001d7f6",
}
HYPHENS = (
    "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
    "\u05be\u1806\u301c\u30fc\uff70\u2043\u2027\u02d7\u207b\u0640._"
)
SPACES = " \u00a0\u1680\u2002\u2003\u2007\u2009\u200a\u202f\u205f\u3000\t\n\r\x0b\x0c\x85\u2028\u2029"
INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2066\u2067\u2068"
    "\u2069\ufeff\ufe0e\ufe0f\x00\x08\x1b\x7f"
)


def in_digits(zero: str) -> Shape:
    return lambda code: "".join(chr(ord(zero) + int(each)) if each.isdecimal() else each for each in code)


def with_hyphen(hyphen: str) -> Shape:
    return lambda code: f"{code[:3]}{hyphen}{code[3:]}"


def among(sign: str) -> Shape:
    return lambda code: sign + sign.join(code) + sign


def in_full_width(code: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in code)


def in_bold(code: str) -> str:
    return "".join(chr(0x1D400 + ord(each) - 65) if "A" <= each <= "Z" else each for each in code)


def in_circles(code: str) -> str:
    return "".join(chr(0x24B6 + ord(each) - 65) if "A" <= each <= "Z" else each for each in code)


def taken_for_letters(code: str) -> str:
    return code.replace("0", "o").replace("1", "l")


_SHAPES: list[Shape] = [
    str.lower,
    in_full_width,
    in_bold,
    in_circles,
    taken_for_letters,
    *map(in_digits, ZEROS.values()),
    *map(with_hyphen, HYPHENS),
    *map(with_hyphen, SPACES),
    *map(among, INVISIBLE + " \u00a0"),
    lambda code: f"\u2022 {code}!",
    lambda code: code + "\u200b" * 300,
    lambda code: f"\u2067{in_digits(ZEROS['Arabic'])(code[:5])}\u2011{code[5:].lower()}\u2069\u00a0\n",
]
_ANOTHER: list[Shape] = [
    lambda code: f"{code}{code[0]}",
    lambda code: code[:-1],
    lambda code: f"{code[:-1]}!",
    lambda code: f"{code[:3]}\u6f22{code[3:]}",
    lambda code: "\u00bd" + code[1:],
    lambda code: "\u200b" * 300 + code,
]


def shapes(code: str) -> list[str]:
    """A code of capitals and digits in all the shapes that mean the same."""
    return [shape(code) for shape in _SHAPES]


def others(code: str) -> list[str]:
    """Words that look like the code and are not."""
    return [another(code) for another in _ANOTHER]
