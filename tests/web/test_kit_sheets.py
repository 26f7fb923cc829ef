"""Every sheet of the kit in every language and pair, with long words: nothing overlaps, is cut or is missing."""

import io
import unicodedata
from collections import Counter
from dataclasses import asdict
from datetime import date

import pypdfium2
import pytest
import typst
from flask import Flask
from PIL import Image

from survey_app.documents.fonts import all_fonts
from survey_app.documents.kit import KINDS, Asked, Sheet, Wording, sheet_pdf, slips_pdf
from survey_app.languages.catalogs import TRANSLATIONS, compile_translations, shipped_languages
from survey_app.web.language import install_languages
from survey_app.web.wording.kit import kit_wording
from tests.documents.text_boxes import faults_of, letters, letters_of

AUDIENCES = ("student", "family", "staff", "partner")
LONG_NAME = "Doña María de los Ángeles Fernández-Villaseñor Academy of Arts, Science & Technology Charter"
LONG_ADDRESS = "needs-assessment.merced-union-high.k12.ca.us/s/merced-high-alt/partner"
LANGUAGES = shipped_languages()
ALONE_AND_IN_PAIRS = [(each,) for each in LANGUAGES] + [("en", each) for each in LANGUAGES if each != "en"]
# Of each kind of script one alone and one beside English, and the longest words: --long draws all of them.
OF_EACH_KIND = [
    ("es",),
    ("ar",),
    ("zh-Hant",),
    ("ru",),
    ("en", "fil"),
    ("en", "ar"),
    ("en", "pa"),
    ("en", "ko"),
]
# What each kind of sheet prints of the words.
LEFT_OUT = {
    "poster": {"greeting", "letter", "closing", "code_label", "code_hint"},
    "flyer": {"greeting", "letter", "closing", "code_label", "code_hint", "voluntary"},
    "slide": {"greeting", "letter", "closing", "code_label", "code_hint", "voluntary"},
    "letter": {"invitation", "privacy", "voluntary", "code_label", "code_hint"},
}
ON_SLIPS = {"code_label", "code_hint", "draft"}
NOT_PRINTED = {"language", "direction", "picture_of_code", "no_address"}


@pytest.fixture(scope="module")
def speaking() -> Flask:
    compile_translations(TRANSLATIONS)
    app = Flask(__name__)
    install_languages(app)
    return app


def a_sheet(app: Flask, audience: str, languages: tuple[str, ...], **changes: object) -> Sheet:
    logo = io.BytesIO()
    Image.new("RGB", (600, 120), "#bb0000").save(logo, "PNG")
    with app.app_context():
        words = [kit_wording(each, Asked(audience, LONG_NAME, date(2027, 9, 30), 12)) for each in languages]
    about = {
        "district": "Merced Union High School District",
        "logo": logo.getvalue(),
        "address": LONG_ADDRESS,
    }
    about |= {"school": LONG_NAME, "color": "#145c48", "link": f"https://{LONG_ADDRESS}/en?from=poster"}
    return Sheet(**(about | changes), wordings=tuple(words))  # type: ignore[arg-type]


def draw(kind: str, sheet: Sheet) -> bytes:
    if kind == "slips":
        codes = [f"ABCDE{number:05}" for number in range(3)]
        return slips_pdf(sheet, {"Room 12": codes}, lambda code: f"{sheet.link}#c={code}", str)
    return sheet_pdf(kind, sheet)


def said_on(kind: str, wording: Wording) -> Counter[str]:
    """The letters of everything that a sheet has to say in a language."""
    words = {name: value for name, value in asdict(wording).items() if name not in NOT_PRINTED}
    kept = ON_SLIPS if kind == "slips" else words.keys() - LEFT_OUT[kind]
    said = [
        value if isinstance(value, str) else "".join(value) for name, value in words.items() if name in kept
    ]
    return letters("".join(said))


def faults_on(kind: str, sheet: Sheet) -> list[str]:
    pdf = draw(kind, sheet)
    said = sum((said_on(kind, wording) for wording in sheet.wordings), letters(sheet.school + sheet.address))
    missing = said - letters_of(pdf)
    return [
        *faults_of(pdf),
        *(f"{count} × {letter} missing" for letter, count in missing.items() if not _lost(letter, count)),
    ]


def _lost(letter: str, count: int) -> bool:
    """Whether the reader may have lost it: it misses one or two of the Arabic letters that are joined into one."""
    return "ARABIC" in unicodedata.name(letter, "") and count <= 2


def all_faults(
    app: Flask, audiences: tuple[str, ...], spoken: list[tuple[str, ...]], kind: str, **changes: object
) -> dict[str, list[str]]:
    found = {
        f"{audience} {'+'.join(languages)}": faults_on(kind, a_sheet(app, audience, languages, **changes))
        for audience in audiences
        for languages in spoken
    }
    return {name: faults for name, faults in found.items() if faults}


@pytest.mark.parametrize("kind", [*KINDS, "slips"])
def test_nothing_overlaps_or_is_cut_in_any_script_alone_or_beside_english(speaking, kind):
    assert all_faults(speaking, ("family",), OF_EACH_KIND, kind) == {}


@pytest.mark.long
@pytest.mark.parametrize("kind", [*KINDS, "slips"])
@pytest.mark.parametrize("changes", [{}, {"logo": None, "school": "Ide", "address": "a.us/s/ide/staff"}])
def test_nothing_overlaps_for_anybody_with_long_and_short_names(speaking, kind, changes):
    assert all_faults(speaking, AUDIENCES, ALONE_AND_IN_PAIRS, kind, **changes) == {}


@pytest.mark.parametrize(
    "kind",
    ["poster", "slips", *(pytest.param(each, marks=pytest.mark.long) for each in KINDS if each != "poster")],
)
@pytest.mark.parametrize(
    "name",
    ["M" * 200, "🐆" * 90, "ب" * 200, "漢" * 200, "\u202eMerced", "a\u0301" * 90, "x" * 4 + "\n" * 9 + "y"],
    ids=["one word", "emoji", "Arabic", "Chinese", "override", "marks", "lines"],
)
def test_no_name_makes_a_sheet_overlap(speaking, kind, name):
    assert faults_of(draw(kind, a_sheet(speaking, "family", ("en", "ar"), school=name))) == []


@pytest.mark.parametrize(
    ("drawn", "fault"),
    [
        ("#place(dx: 1in, dy: 1in, par[one]) #place(dx: 1in, dy: 1.05in, par[two])", "two texts overlap"),
        ("#place(dx: 8.4in, dy: 1in)[leaves]", "leaves the page"),
        ("#place(dx: 1in, dy: 1in, code) #place(dx: 1.2in, dy: 2.2in)[above]", "stands on a QR code"),
    ],
)
def test_texts_that_overlap_or_leave_the_page_are_caught(drawn, fault):
    path = "<path stroke='#000' d='M0 .5h4M0 3.5h4M.5 0v4M3.5 0v4'/>"
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 4'>{path}</svg>"
    code = f'#let code = image(bytes("{svg}"), format: "svg", width: 2in, alt: "code")'
    page = f'#set document(title: "x")\n#set page(paper: "us-letter", margin: 0in)\n{code}\n{drawn}'

    faults = faults_of(bytes(typst.compile(page.encode(), font_paths=all_fonts(), pdf_standards="ua-1")))

    assert len(faults) >= 1
    assert all(fault in each for each in faults)


@pytest.mark.parametrize("kind", ["letter", "poster"])
def test_lines_of_korean_break_between_words(speaking, kind):
    sheet = a_sheet(speaking, "family", ("ko",))
    said = asdict(sheet.wordings[0]).values()
    words = {
        word for each in said for text in ([each] if isinstance(each, str) else each) for word in text.split()
    }
    with pypdfium2.PdfDocument(draw(kind, sheet)) as document:
        printed = "".join(page.get_textpage().get_text_range() for page in document).split()
    korean = {word for word in printed if "HANGUL" in unicodedata.name(word[0], "")}

    assert len(korean) > 20
    assert korean <= words


def test_letters_that_are_missing_are_caught(speaking):
    sheet = a_sheet(speaking, "family", ("es",))

    assert said_on("letter", sheet.wordings[0]) - letters_of(draw("poster", sheet))


@pytest.mark.parametrize("kind", [*KINDS, "slips"])
def test_a_draft_says_on_paper_in_both_languages_that_nobody_has_checked_it(speaking, kind):
    said = letters_of(draw(kind, a_sheet(speaking, "family", ("es",))))

    for note in ("Ninguna persona la ha revisado todavía.", "No person has checked it yet."):
        assert not letters(note) - said
    assert a_sheet(speaking, "family", ("en",)).wordings[0].draft == ()
    assert [len(wording.draft) for wording in a_sheet(speaking, "family", ("es", "ar")).wordings] == [2, 2]
