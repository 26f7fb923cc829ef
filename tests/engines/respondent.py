"""Somebody who takes a survey on a phone: the same ways on every engine."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from survey_app.surveys.model import Section, Survey
from tests.browser.taker import Given, flat, interface
from tests.engines.phone import Phone
from tests.engines.programs import wait_for

READY = 'return document.documentElement.dataset.offline == "ready"'
READY_AT = f"{READY} && location.pathname == arguments[0]"
PLACE = """
    const form = document.getElementById("survey");
    const step = form && [...form.querySelectorAll(":scope > section")].find((each) => !each.hidden);
    if (!step || !document.documentElement.classList.contains("js")) return null;
    return [document.documentElement.lang, step.id, [...new FormData(form)]];
"""
# What the device has written down, read as the page reads it.
DRAFTS = """
    const folder = document.scripts[0].dataset.files;
    return import(`${folder}js/offline/drafts.js`).then(({ draftsOf }) => draftsOf(arguments[0]))
        .then((drafts) => drafts.map(({ state }) => [state.step, state.fields]));
"""
# The database itself: offline, a page may have no way to a module that it did not need yet.
WAITING = """
    return new Promise((done, fail) => {
        const opening = indexedDB.open("survey_app");
        opening.onerror = fail;
        opening.onsuccess = () => {
            const counting = opening.result.transaction("outbox").objectStore("outbox").count();
            counting.onsuccess = () => { opening.result.close(); done(counting.result); };
        };
    });
"""
# Whether the phone needs no server any more: its worker runs, and has the page that is open.
KEPT = """
    return navigator.serviceWorker.ready.then(async ({ active }) => active.state == "activated"
        && (await (await caches.open("survey_app pages")).match(location.pathname)) != null);
"""
SAYS = "return document.body.innerText.includes(arguments[0])"
RECEIPT = 'return document.querySelector(".receipt bdi")?.textContent'


class Place(NamedTuple):
    """Where somebody is in a survey. step: the part that shows. given: what the form holds, blank fields left out."""

    language: str
    step: str
    given: Given


class Respondent:
    """Takes one survey at one school on a phone."""

    def __init__(self, phone: Phone, site: str, school: str, survey: Survey, language: str = "en") -> None:
        self.phone = phone
        self.survey = survey
        self.language = language
        self.folder = f"{site}/s/{school}/{survey.audience}"

    @property
    def address(self) -> str:
        """The address of the survey."""
        return f"{self.folder}/{self.language}"

    def parts(self) -> Sequence[Section]:
        """The parts of the survey that every school asks."""
        return [section for section in self.survey.sections if not section.optional]

    # --- What is seen ---

    def place(self) -> Place | None:
        """Where we are; None between two pages."""
        found = self.phone.look(PLACE)
        if found is None:
            return None
        language, step, fields = found
        return Place(language, step, _grouped(fields))

    def must_be_at(self, expected: Place) -> None:
        """Wait until we are there."""
        self._must_become(expected, self.place, "shows this part with these answers")

    def must_hold(self, given: Given) -> None:
        """Wait until the form holds this, whatever part shows."""
        self._must_become(given, lambda: (place := self.place()) and place.given, "holds these answers")

    def sees(self, message: str) -> bool:
        """Whether a phrase of the interface is on the page."""
        return bool(self.phone.look(SAYS, interface(message, self.language)))

    def must_see(self, message: str) -> None:
        """Wait until a phrase of the interface is on the page."""
        wait_for(lambda: self.sees(message), f"{self.phone.name} shows {message!r}")

    def waiting(self) -> int:
        """How many finished responses wait on the phone."""
        return int(self.phone.run(WAITING))

    def receipt(self) -> str:
        """The receipt, once it shows."""
        return str(self.phone.until(RECEIPT))

    def must_have_saved(self, place: Place) -> None:
        """Wait until the phone has written down exactly this step and these answers."""
        self._must_become([(place.step, place.given)], self.saved, "has written this down")

    def saved(self) -> list[tuple[str, Given]]:
        """The unfinished responses on the phone: step and answers of each."""
        drafts = self.phone.look(DRAFTS, urlsplit(f"{self.folder}/").path) or []
        return [(step, _grouped(fields)) for step, fields in drafts]

    def must_be_kept(self) -> None:
        """Wait until the phone has a worker, and in its store the page that is open."""
        self.phone.until(KEPT)

    def _must_become(self, expected: object, look: Callable[[], object], what: str) -> None:
        found: list[object] = []

        def is_it() -> bool:
            found[:] = [look()]
            return found == [expected]

        try:
            wait_for(is_it, f"{self.phone.name} {what}")
        except AssertionError as late:
            raise AssertionError(f"{late}\n expected {expected}\n found    {found}") from None

    # --- What people do ---

    def open(self) -> "Respondent":
        """Open the survey; ready when the phone keeps what is answered."""
        self.phone.open(self.address)
        self.phone.until(READY)
        return self

    def press(self, message: str) -> None:
        """Press a button."""
        self.phone.tap("button", interface(message, self.language))

    def start(self) -> None:
        """Leave the start page."""
        self.press("Start the survey")

    def answer(self, answers: Mapping[str, Any]) -> None:
        """Give answers in the shape of the contract; their questions must be on the screen."""
        for field, values in flat(answers).items():
            for value in values:
                if self._is_typed(field):
                    self.phone.write(f"[name='{field}']", value)
                else:
                    self.phone.tap(f"label:has([name='{field}'][value='{value}'])")

    def answer_section(self, section: Section, answers: Mapping[str, Any]) -> None:
        """Give those answers that belong to a section."""
        asked = {question.name for question in section.questions}
        self.answer({key: answer for key, answer in answers.items() if key.partition(".")[0] in asked})

    def go_through(self, sections: Sequence[Section], answers: Mapping[str, Any]) -> None:
        """Through these sections, one at a time, from the first of them."""
        for section in sections:
            self.phone.until("return !document.getElementById(arguments[0]).hidden", f"s-{section.name}")
            self.answer_section(section, answers)
            self.press("Next")

    def send(self) -> None:
        """Send the answers."""
        self.press("Send my answers")

    def switch_to(self, language: str) -> None:
        """Choose another language of the survey."""
        self.phone.tap(f"nav [name=switch][value={language}]")
        self.language = language

    def hurry(self) -> None:
        """Press "Send now", unless the phone sends by itself just now and takes the button away."""
        self.phone.run("document.querySelector('#strip button')?.click()")

    def _is_typed(self, key: str) -> bool:
        name, _, part = key.partition(".")
        kind = next(question.type for question in self.survey.questions() if question.name == name)
        return part == "other" or kind in ("short_text", "long_text", "whole_number")


def _grouped(fields: Sequence[tuple[str, str]]) -> Given:
    given: Given = {}
    for name, value in fields:
        if value and name not in ("version", "id", "salt", "code"):
            given.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return given
