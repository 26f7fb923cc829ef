"""Groups as sections: their questions in order, with inner groups flattened, and notes put where people read them."""

from collections.abc import Sequence
from typing import Any

from survey_app.surveys.xlsform.columns import INTRODUCTION
from survey_app.surveys.xlsform.reading.form import Form
from survey_app.surveys.xlsform.reading.groups import Asked, Group, with_grids
from survey_app.surveys.xlsform.reading.lists import is_true
from survey_app.surveys.xlsform.reading.names import Taken, free_code
from survey_app.surveys.xlsform.reading.questions import matrix_of, question_of
from survey_app.surveys.xlsform.sheets.rows import Row

_PREFIX = "section_"


def sections_of(form: Form, whole: Group, title: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Every section that has questions. Questions outside of groups are in sections named like the form."""
    sections: list[dict[str, Any]] = []
    taken = Taken()
    loose: list[Asked | Group] = []
    for item in with_grids(whole.items):
        if isinstance(item, Asked) or item.is_grid or item.is_repeat:
            loose.append(item)
            continue
        if loose:
            _add(sections, _Section(form, free_code(name, taken, "section"), title), loose)
        loose = []
        if item.row:
            _add(sections, _of_group(form, item.row, taken), item.items)
    if loose:
        _add(sections, _Section(form, free_code(name, taken, "section"), title), loose)
    return sections


def _of_group(form: Form, row: Row, taken: Taken) -> "_Section":
    given = row.own("name") or row.cell("name").removeprefix(_PREFIX) or row.words("label")
    name = free_code(given, taken, "section")
    plain = {"words": {form.source: name.replace("_", " ").capitalize()}}
    section = _Section(form, name, row.text("label") or plain)
    if is_true(row.own("optional")):
        section.document["optional"] = True
    if schools := row.own("schools").split():
        section.document["schools"] = schools
    form.rules.append((section.document, [row]))
    return section


def _add(sections: list[dict[str, Any]], section: "_Section", items: Sequence[Asked | Group]) -> None:
    section.read(items, [])
    section.end()
    if section.document["questions"]:
        sections.append(section.document)


class _Section:
    """One section while we read it. hints: notes that wait for the next question."""

    def __init__(self, form: Form, name: str, title: dict[str, Any]) -> None:
        self.form = form
        self.document: dict[str, Any] = {"name": name, "title": title, "questions": []}
        self.hints: list[Row] = []

    def read(self, items: Sequence[Asked | Group], rules: list[Row]) -> None:
        """Read rows and inner groups. rules: rows of the groups around them."""
        for item in with_grids(items):
            if isinstance(item, Group):
                self._read_group(item, rules)
            elif item.type.kind == "note":
                self._read_note(item.row)
            else:
                self._take(question_of(self.form, item, [*rules, item.row]))

    def end(self) -> None:
        """Name what is left: a note after the last question, and the introduction of a section without questions."""
        for row in self.hints:
            self._lose(row)

    def _read_group(self, group: Group, rules: list[Row]) -> None:
        row = group.row
        if row is None:
            return
        if group.is_repeat:
            asked = list(group.questions())
            self.form.note("repeat", row, "type", name=group.name, count=len(asked))
            return
        around = [*rules, row]
        matrix = matrix_of(self.form, group, around) if group.is_grid else None
        if matrix:
            self._take(matrix)
            return
        if group.is_grid:
            self.form.note("grid_apart", row, "appearance", name=group.name)
        self._keep_heading(row)
        self.read(group.items, around)

    def _keep_heading(self, row: Row) -> None:
        heading = row.text("label")
        if heading is None:
            return
        if self._is_first():
            self.document["introduction"] = heading
        else:
            self.form.note(
                "group_flattened", row, "label", name=row.cell("name"), label=row.words("label")[:60]
            )

    def _is_first(self) -> bool:
        return not self.document["questions"] and "introduction" not in self.document

    def _read_note(self, row: Row) -> None:
        text = row.text("label")
        if text is None:
            return
        is_ours = row.own("type") == INTRODUCTION
        if self._is_first() and (is_ours or not row.cell("relevant")):
            self.document["introduction"] = text
        else:
            self.hints.append(row)

    def _lose(self, row: Row) -> None:
        self.form.note("note_lost", row, "label", name=row.cell("name") or row.words("label")[:60])

    def _take(self, question: dict[str, Any] | None) -> None:
        if question is None:
            return
        own = question.get("hint")
        texts = [text for row in self.hints if (text := row.text("label"))]
        fitting = [text for text in texts if text["words"].keys() == (own or texts[0])["words"].keys()]
        for row in self.hints:
            if row.text("label") in fitting:
                self.form.note("note_as_hint", row, "label", name=row.cell("name") or question["name"])
            else:
                self._lose(row)
        if fitting:
            question["hint"] = _joined([*fitting, own] if own else fitting)
        self.hints = []
        self.document["questions"].append(question)


def _joined(texts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Texts in the same languages as one text."""
    return {"words": {each: " ".join(text["words"][each] for text in texts) for each in texts[0]["words"]}}
