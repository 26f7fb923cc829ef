"""ddi.xml: the codebook in DDI Codebook 2.5, the format of data archives."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent, register_namespace

from survey_app.results.formats.columns import MISSING_NUMBERS, Described
from survey_app.results.variables import MISSING

NAMESPACE = "ddi:codebook:2_5"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def ddi_codebook(columns: Iterable[Described], title: str, language: str, rows: int) -> ElementTree:
    """Make the whole document. Its elements follow the order of the schema."""
    register_namespace("", NAMESPACE)
    root = Element(_tag("codeBook"), {"version": "2.5", _LANGUAGE: language})
    citation = _inside(_inside(root, "stdyDscr"), "citation")
    _inside(_inside(citation, "titlStmt"), "titl", title)
    known = list(columns)
    text = _inside(_inside(root, "fileDscr", ID="F1"), "fileTxt")
    _inside(text, "fileName", "responses.csv")
    dimensions = _inside(text, "dimensns")
    _inside(dimensions, "caseQnty", str(rows))
    _inside(dimensions, "varQnty", str(len(known)))
    _inside(text, "fileType", "text/csv", charset="UTF-8")
    data = _inside(root, "dataDscr")
    for number, column in enumerate(known, 1):
        _variable(data, number, column)
    indent(root)
    return ElementTree(root)


def _variable(data: Element, number: int, column: Described) -> None:
    interval = "contin" if column.cell.level == "interval" else "discrete"
    variable = _inside(data, "var", ID=f"V{number}", name=column.name, files="F1", intrvl=interval)
    if column.entry:
        variable.set("nature", column.cell.level)
    _inside(variable, "labl", column.label)
    if column.entry:
        if not column.part_of:
            _inside(_inside(variable, "qstn"), "qstnLit", column.entry.questions[0].words)
        invalid = _inside(variable, "invalrng")
        for code in MISSING_NUMBERS:
            _inside(invalid, "item", VALUE=code)
        if column.entry.shown_if:
            _inside(variable, "universe", f"shown if {column.entry.shown_if}")
        labels = {"1": "yes", "0": "no"} if column.part_of else column.labels
        for code, words in labels.items():
            _category(variable, code, words)
        for code in MISSING_NUMBERS:
            _category(variable, code, MISSING[code], missing="Y")
    _inside(variable, "varFormat", type="numeric" if column.is_number else "character")


def _category(variable: Element, code: str, words: str, **attributes: str) -> None:
    category = _inside(variable, "catgry", **attributes)
    _inside(category, "catValu", code)
    _inside(category, "labl", words)


def _inside(parent: Element, tag: str, text: str = "", /, **attributes: str) -> Element:
    element = SubElement(parent, _tag(tag), attributes)
    if text:
        element.text = text
    return element


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"
