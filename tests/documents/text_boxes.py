"""Where the paragraphs of a PDF are printed: read back from the finished file, paragraph by paragraph of its tags."""

import io
import unicodedata
from collections import Counter
from collections.abc import Iterator
from ctypes import c_uint, create_string_buffer
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PdfReader

Box = tuple[float, float, float, float]
"""left, bottom, right, top; points from the lower left corner."""
_NEAR = 0.5  # points: what touches does not overlap
_INLINE = {"Span", "Strong", "Em", "Link", ""}
_UNTAGGED = -1
_ALL_LEVELS = 8


def faults_of(pdf: bytes) -> list[str]:
    """Every two paragraphs that overlap, everything that is printed over a QR code, and what leaves its page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [
            f"page {number}: {fault}" for number, page in enumerate(document, 1) for fault in _faults(page)
        ]


def letters_of(pdf: bytes) -> Counter[str]:
    """How often each letter and digit is printed, in no order: what runs from the right is read back in none."""
    with pypdfium2.PdfDocument(pdf) as document:
        one = letters("".join(page.get_textpage().get_text_range() for page in document))
    # Each reader loses some joined Arabic letters; a letter is missing where both miss it.
    return one | letters("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def letters(text: str) -> Counter[str]:
    """How often each letter and digit is in a text."""
    return Counter(each for each in unicodedata.normalize("NFKC", text) if each.isalnum())


def _faults(page: Any) -> Iterator[str]:
    width, height = page.get_size()
    texts, codes = _texts(page), _codes(page)
    for paragraph, box in texts:
        if not _is_within(box, (0, 0, width, height)):
            yield f"text leaves the page at {_said(box)}"
        if any(_overlap(box, code) for code in codes):
            yield f"text {paragraph} stands on a QR code at {_said(box)}"
    upwards = sorted(texts, key=lambda text: text[1][1])
    for at, (one, first) in enumerate(upwards, 1):
        for other, second in upwards[at:]:
            if second[1] >= first[3]:
                break  # neither it nor what begins still higher
            if one != other and _overlap(first, second):
                yield f"two texts overlap at {_said(first)} and {_said(second)}"


def _texts(page: Any) -> list[tuple[int, Box]]:
    """Every run of letters: the number of its paragraph, and its box."""
    paragraphs = _paragraphs(page)
    runs = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=_ALL_LEVELS)
    contents = ((pdfium.FPDFPageObj_GetMarkedContentID(run), run.get_bounds()) for run in runs)
    return [(paragraphs.get(content, _UNTAGGED), box) for content, box in contents]


def _codes(page: Any) -> list[Box]:
    """The boxes of all QR codes: no other picture is as black."""
    found = []
    for path in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=_ALL_LEVELS):
        left, bottom, right, top = path.get_bounds()
        if abs((right - left) - (top - bottom)) < 1 and right - left > 40 and _color(path) == (0, 0, 0):
            found.append((left, bottom, right, top))
    return found


def _color(path: Any) -> tuple[int, ...]:
    channels = [c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetStrokeColor(path, *channels)
    return tuple(channel.value for channel in channels[:3])


def _paragraphs(page: Any) -> dict[int, int]:
    """Marked content → the number of the paragraph that it belongs to, from the tags."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    found: dict[int, int] = {}
    for at in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        _collect(pdfium.FPDF_StructTree_GetChildAtIndex(tree, at), [0], 0, found)
    pdfium.FPDF_StructTree_Close(tree)
    return found


def _collect(element: Any, count: list[int], paragraph: int, found: dict[int, int]) -> None:
    if _kind(element) not in _INLINE:
        count[0] += 1
        paragraph = count[0]
    for at in range(pdfium.FPDF_StructElement_CountChildren(element)):
        content = pdfium.FPDF_StructElement_GetChildMarkedContentID(element, at)
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, at)
        if content >= 0:
            found[content] = paragraph
        elif child:
            _collect(child, count, paragraph, found)


def _kind(element: Any) -> str:
    length = pdfium.FPDF_StructElement_GetType(element, None, 0)
    buffer = create_string_buffer(length)
    pdfium.FPDF_StructElement_GetType(element, buffer, length)
    return buffer.raw.decode("utf-16-le").rstrip("\0")


def _overlap(one: Box, other: Box) -> bool:
    across = min(one[2], other[2]) - max(one[0], other[0])
    up = min(one[3], other[3]) - max(one[1], other[1])
    return across > _NEAR and up > _NEAR


def _is_within(one: Box, other: Box) -> bool:
    return all(one[at] >= other[at] - _NEAR for at in (0, 1)) and all(
        one[at] <= other[at] + _NEAR for at in (2, 3)
    )


def _said(box: Box) -> str:
    return "({:.0f}, {:.0f}, {:.0f}, {:.0f})".format(*box)
