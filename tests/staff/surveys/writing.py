"""Somebody who writes a survey with forms alone, as a browser without scripts does."""

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Forms(HTMLParser):
    """The form with an id on a page: what it would send, field by field."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted = wanted
        self.is_inside = False
        self.fields: list[tuple[str, str]] = []
        self.select = ""
        self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.is_inside = given.get("id") == self.wanted
        if not self.is_inside or (tag != "option" and not given.get("name")):
            return
        name, value = str(given.get("name")), str(given.get("value") or "")
        if tag == "input":
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.fields.append((name, value))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select:
            self._choose(value, "selected" in given)
        elif tag == "textarea":
            self.area = name
            self.fields.append((name, ""))

    def _choose(self, value: str, is_selected: bool) -> None:
        names = [name for name, _ in self.fields]
        if self.select not in names:
            self.fields.append((self.select, value))
        elif is_selected:
            self.fields[names.index(self.select)] = (self.select, value)

    def handle_data(self, words: str) -> None:
        if self.area:
            self.fields[-1] = (self.area, words.removeprefix("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.is_inside = False
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area


def form_on(page: str, id_: str = "item") -> list[tuple[str, str]]:
    """What the form with this id would send."""
    forms = Forms(id_)
    forms.feed(page)
    assert forms.fields, page
    return forms.fields


@dataclass(frozen=True)
class Writer:
    """A person and a draft."""

    client: FlaskClient
    draft: str

    @classmethod
    def with_copy(cls, client: FlaskClient, version: str = "student-2026.3") -> "Writer":
        """Somebody who has just copied a survey."""
        page = client.get("/staff/surveys").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token
        made = client.post("/staff/surveys/copy", data={"csrf_token": token[1], "version": version})
        assert made.status_code == 302, made.text
        return cls(client, made.location.rpartition("/")[2])

    @property
    def address(self) -> str:
        """The address of the draft."""
        return f"/staff/surveys/{self.draft}"

    def page(self, item: str = "") -> str:
        """The page of an item, or of the draft."""
        answer = self.client.get(f"{self.address}/items/{item}" if item else self.address)
        assert answer.status_code == 200, answer.text
        return answer.text

    def item(self, words: str) -> str:
        """The id of the question or section with these words."""
        found = re.search(
            rf'/items/(\w+)"[^>]*><span[^>]*>{re.escape(html.escape(words, quote=False))}', self.page()
        )
        assert found, words
        return found[1]

    def change(self, item: str, page: str = "", /, **values: object) -> TestResponse:
        """Send the form of an item as it is drawn, with some fields changed. page: an older page of it."""
        wanted = {
            f"{name}-{item}"
            if name not in ("do", "keep", "keep_translations") and "-" not in name
            else name: value
            for name, value in values.items()
        }
        fields = [(name, value) for name, value in form_on(page or self.page(item)) if name not in wanted]
        for name, value in wanted.items():
            given = value if isinstance(value, list) else [value]
            fields += [(name, str(each)) for each in given if each is not None]
        return self.client.post(f"{self.address}/items/{item}", data=_grouped(fields))

    def press(self, path: str, **values: str) -> TestResponse:
        """Press a button of its own form."""
        token = dict(form_on(self.page(), "add"))["csrf_token"]
        return self.client.post(f"{self.address}/{path}", data={"csrf_token": token, **values})


def _grouped(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in fields:
        grouped.setdefault(name, []).append(value)
    return grouped
