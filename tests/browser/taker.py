"""Somebody who takes a survey in a browser: reads words, finds fields by the names of the contract."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import polib
from playwright.sync_api import Locator, Page, expect

from survey_app.surveys.model import Section, Survey
from survey_app.surveys.text import Text
from tests.installation import PROJECT

Given = dict[str, list[str]]
HEADINGS = ":is(h1, h2)"
# Gives answers as a press or a keyboard would, with the events of either: a field that a pointer could not reach stops
# it. Wanted: [name, code or null, words]. Says how many were given.
GIVE = """(wanted) => {
    const isHit = (field) => {
        if (!field || field.matches(":disabled")) return false;
        field.scrollIntoView({ block: "center", behavior: "instant" });
        const { x, y, width, height } = field.getBoundingClientRect();
        return document.elementFromPoint(x + width / 2, y + height / 2) == field;
    };
    for (const [at, [name, code, words]] of wanted.entries()) {
        const field = [...document.querySelectorAll(`[name="${name}"]`)]
            .find((each) => code == null || each.value == code);
        if (!isHit(field)) return at;
        field.focus({ preventScroll: true });
        if (code == null) {
            field.select();
            document.execCommand(words ? "insertText" : "delete", false, words);
        } else if (!field.checked) field.click();
    }
    return wanted.length;
}"""


@cache
def _catalog(language: str) -> Mapping[str, str]:
    entries = polib.pofile(
        str(PROJECT / "translations" / language.replace("-", "_") / "LC_MESSAGES" / "messages.po")
    )
    return {entry.msgid: entry.msgstr for entry in entries if entry.msgstr}


def interface(message: str, language: str, **values: object) -> str:
    """A phrase of the interface as a reader of `language` sees it. Raises KeyError where it is not translated."""
    words = message if language == "en" else _catalog(language)[message]
    return words % values if values else words


def flat(answers: Mapping[str, Any]) -> Given:
    """Answers in the shape of the contract as form fields: {"grid": {"food": "yes"}} → {"grid.food": ["yes"]}."""
    fields: Given = {}
    for key, answer in answers.items():
        if isinstance(answer, dict):
            fields.update({f"{key}.{row}": [code] for row, code in answer.items()})
        elif answer:
            fields[key] = answer if isinstance(answer, list) else [answer]
    return fields


class Taker:
    """Takes one survey at one school in one language, in a page of a browser.

    by_hand: answer with the pointer and the keyboard of Playwright, which takes ten times as long.
    """

    by_hand = False

    def __init__(self, page: Page, site: str, school: str, survey: Survey, language: str) -> None:
        self.page = page
        self.survey = survey
        self.language = language
        self.folder = f"{site}/s/{school}/{survey.audience}"

    @property
    def address(self) -> str:
        """The address of the survey in the language."""
        return f"{self.folder}/{self.language}"

    def open(self) -> "Taker":
        """Open the survey; ready when the form is there."""
        self.page.goto(self.address)
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.read(self.survey.title))
        return self

    def arrive(self, language: str) -> None:
        """Wait until the survey is here in another language, and its script shows one part of it.

        Before its script has begun, a page is one plain form: every part of it can be seen.
        """
        self.language = language
        expect(self.page.locator("html")).to_have_attribute("lang", language)
        expect(self.page.locator("form > section:visible")).to_have_count(1)

    # --- Words ---

    def say(self, message: str, **values: object) -> str:
        """A phrase of the interface in the language."""
        return interface(message, self.language, **values)

    def read(self, text: Text) -> str:
        """A text of the survey in the language."""
        return text.in_language(self.language).words

    def section(self, name: str) -> Section:
        """A section of the survey."""
        return next(section for section in self.survey.sections if section.name == name)

    # --- What is on the page ---

    def button(self, message: str) -> Locator:
        """A button by its words."""
        return self.page.get_by_role("button", name=self.say(message), exact=True)

    def heading(self, name: str) -> Locator:
        """The heading of a section."""
        return self.page.get_by_role("heading", level=2, name=self.read(self.section(name).title), exact=True)

    def field(self, key: str) -> Locator:
        """The text box of a key."""
        return self.page.locator(f"[name='{key}']")

    def choice(self, key: str, code: str) -> Locator:
        """A radio button or check box."""
        return self.page.locator(f"input[name='{key}'][value='{code}']")

    def is_typed(self, key: str) -> bool:
        """Whether a key is answered in words or digits."""
        name, _, part = key.partition(".")
        kind = next(question.type for question in self.survey.questions() if question.name == name)
        return part == "other" or kind in ("short_text", "long_text", "whole_number")

    def question(self, name: str) -> Locator:
        """A question: the group or box that asks for it."""
        ask = next(question for question in self.survey.questions() if question.name == name).ask
        return self.page.get_by_role("group", name=self.read(ask), exact=True)

    def given(self) -> Given:
        """What the form holds now, field by field; blank fields left out."""
        fields: Given = self.page.evaluate(
            """() => {
                const form = new FormData(document.querySelector("form:has([name=version])"));
                return Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.getAll(name)]));
            }"""
        )
        ours = {name: [value.replace("\r\n", "\n") for value in values] for name, values in fields.items()}
        return {
            name: values
            for name, values in ours.items()
            if name not in ("version", "id", "salt") and any(values)
        }

    # --- What people do ---

    def press(self, message: str) -> None:
        """Press a button."""
        self.button(message).click()

    def start(self) -> None:
        """Leave the start page."""
        self.press("Start the survey")

    def answer(self, answers: Mapping[str, Any]) -> None:
        """Fill in answers in the shape of the contract; their questions must be on the screen."""
        wanted = [each for key, answer in answers.items() for each in self._wanted(key, answer)]
        while wanted:
            given = 0 if self.by_hand else self.page.evaluate(GIVE, wanted)
            # What is not there yet is left to the patience of Playwright, and so is what never comes.
            for name, code, words in wanted[given : given + 1]:
                if code is None:
                    self.field(name).fill(words)
                else:
                    self.choice(name, code).check()
            wanted = wanted[given + 1 :]

    def _wanted(self, key: str, answer: Any) -> list[tuple[str, str | None, str]]:
        """What to do for an answer: [name of the field, code to choose or None, words to type]."""
        if self.is_typed(key):
            return [(key, None, answer)]
        return [(name, code, "") for name, codes in flat({key: answer}).items() for code in codes]

    def answer_section(self, name: str, answers: Mapping[str, Any]) -> None:
        """Fill in those answers that belong to a section."""
        asked = {question.name for question in self.section(name).questions}
        self.answer({key: answer for key, answer in answers.items() if key.partition(".")[0] in asked})

    def go_through(self, names: Sequence[str], answers: Mapping[str, Any]) -> None:
        """From the start through these sections, one at a time; then look at the review."""
        self.start()
        for name in names:
            expect(self.heading(name)).to_be_visible()
            self.answer_section(name, answers)
            self.press("Next")
        expect(self.page.get_by_role("heading", name=self.say("Send your answers"))).to_be_visible()

    def send(self) -> None:
        """Send the answers, with the button below the review."""
        self.button("Send my answers").last.click()

    def receipt(self) -> str:
        """The receipt on the thanks page, once that is there."""
        self.page.wait_for_url(f"{self.address}/thanks?receipt=*")
        return self.page.get_by_text(self.say("Your receipt")).locator("bdi").inner_text()
