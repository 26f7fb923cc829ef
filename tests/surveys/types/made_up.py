"""Three question types that the product does not have, and a survey that asks them.

A ranking has several columns, and labels that are not those of its choices; a month has neither codes nor labels; a
slider has texts of its own and is a number.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from survey_app.surveys.questions import Answer, CellType, Choice, FormFields, Habits
from survey_app.surveys.text import Text
from survey_app.surveys.types import Question

MonthName = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_ORDINALS = {"en": ("first", "second", "third"), "es": ("primero", "segundo", "tercero")}


class Ranking(Question):
    """The choices put in order: `{"bus": "1", "tutor": "2"}`; some may be left out."""

    cell = CellType(holds="a place, 1 for the best", level="ordinal")
    not_written = ("not_apply", "no_answer", "not_know")

    type: Literal["ranking"] = "ranking"
    items: tuple[Choice, ...]

    @property
    def parts(self) -> tuple[Choice, ...]:
        return self.items

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(str(place + 1) for place in range(len(self.items)))

    @property
    def favorable(self) -> tuple[str, ...]:
        return self.codes[:1]

    def words_for(self, code: str) -> Text | None:
        return Text(words={language: words[int(code) - 1] for language, words in _ORDINALS.items()})

    def row_key(self, item: str) -> str:
        return f"{self.name}.{item}"

    def gather(self, fields: FormFields) -> Any:
        given = {item.code: fields(self.row_key(item.code)) for item in self.items}
        return {item: values[-1] for item, values in given.items() if values}

    def read(self, raw: Any) -> Answer:
        if raw is None or raw == {}:
            return None
        if not isinstance(raw, dict):
            raise self.fail("wrong_shape")
        given = {item.code: raw.get(item.code) for item in self.items}
        if not set(raw) <= set(given) or not set(given.values()) - {None} <= set(self.codes):
            raise self.fail("unknown_choice")
        places: dict[str, str] = {item: place for item, place in given.items() if place is not None}
        if len(set(places.values())) < len(places):
            raise self.fail("place_twice")
        return places

    def largest(self) -> Answer:
        return {item.code: self.codes[-1] for item in self.items}

    def answer_to(self, part: str, answer: Any) -> str | None:
        found: str | None = answer.get(part)
        return found

    def simulate(self, habits: Habits) -> Any:
        places = habits.random.sample(self.codes, len(self.codes))
        return dict(zip((item.code for item in self.items), places, strict=True))


class Month(Question):
    """A date without its day: "2026-03"."""

    cell = CellType("a month, such as 2026-03", "ordinal", "yearmonth", "text")
    has_one_field = True
    not_written = ("not_apply", "no_answer", "not_know")

    type: Literal["month"] = "month"
    earliest: MonthName
    latest: MonthName

    def read(self, raw: Any) -> Answer:
        if raw is None or raw == "":
            return None
        if not isinstance(raw, str) or not _MONTH.fullmatch(raw):
            raise self.fail("not_a_month")
        if not self.earliest <= raw <= self.latest:
            raise self.fail("month_out_of_range")
        return raw

    def largest(self) -> Answer:
        return self.latest

    @property
    def widest(self) -> int:
        return len("2026-03")

    @property
    def bands(self) -> tuple[str, ...]:
        return tuple(map(str, range(int(self.earliest[:4]), int(self.latest[:4]) + 1)))

    def band(self, cell: str) -> str:
        return cell[:4]

    def simulate(self, habits: Habits) -> Any:
        return habits.random.choice((self.earliest, self.latest))


class Slider(Question):
    """A number from 0 to `steps`, between two words."""

    cell = CellType("a number from 0 on", "interval", "integer", "text", "integer", is_number=True)
    compared = "number"
    has_one_field = True
    not_written = ("not_apply", "no_answer", "not_know")

    type: Literal["slider"] = "slider"
    low: Text
    high: Text
    steps: int = Field(10, ge=2, le=20)

    def read(self, raw: Any) -> Answer:
        if raw in (None, ""):
            return None
        if str(raw) not in self.bands:
            raise self.fail("out_of_range", lowest=0, highest=self.steps)
        return int(raw)

    def largest(self) -> Answer:
        return self.steps

    @property
    def bands(self) -> tuple[str, ...]:
        return tuple(map(str, range(self.steps + 1)))

    @property
    def favorable(self) -> tuple[str, ...]:
        return self.bands[-2:]

    def simulate(self, habits: Habits) -> Any:
        return habits.random.randint(0, self.steps)


MADE_UP = {"ranking": Ranking, "month": Month, "slider": Slider}

MACROS = {
    "ranking": """
{% import "respond/parts.html" as parts %}
{% macro question(q, page) -%}
<fieldset class="m" {{ parts.attributes(q, page) }}{{ parts.described(q, page) }}>
<legend>{{ page.say(q.ask) }}</legend>
{{ parts.notes(q, page) }}
{%- for item in page.rows(q) %}
<fieldset><legend>{{ page.say(item.text) }}</legend>
{%- for code in q.codes %}
{{ parts.choice("radio", q.row_key(item.code), code, page.say(q.words_for(code)), page.is_given(q, code, item.code)) }}
{%- endfor %}
</fieldset>
{%- endfor %}
</fieldset>
{%- endmacro %}
""",
    "month": """
{% import "respond/parts.html" as parts %}
{% macro question(q, page) -%}
<div class="q" {{ parts.attributes(q, page) }}>
<label for="{{ q.name }}">{{ page.say(q.ask) }}</label>
{{ parts.notes(q, page) }}
<input type="month" id="{{ q.name }}" name="{{ q.name }}" min="{{ q.earliest }}" max="{{ q.latest }}"
 value="{{ page.typed(q.name) }}"{{ parts.described(q, page) }}{{ parts.wrong(q.name, page) }}>
</div>
{%- endmacro %}
""",
    "slider": """
{% import "respond/parts.html" as parts %}
{% macro question(q, page) -%}
<div class="q" {{ parts.attributes(q, page) }} data-lowest="0" data-highest="{{ q.steps }}">
<label for="{{ q.name }}">{{ page.say(q.ask) }}</label>
{{ parts.notes(q, page) }}
{{ page.say(q.low) }} <input type="range" id="{{ q.name }}" name="{{ q.name }}" min="0" max="{{ q.steps }}"
 value="{{ page.typed(q.name) }}"{{ parts.described(q, page) }}{{ parts.wrong(q.name, page) }}> {{ page.say(q.high) }}
</div>
{%- endmacro %}
""",
}

YAML = """
name: partner
audience: partner
version: partner-2031.1
language: en
minutes: 3
consent: none
title: Survey for our neighbors
start: [who]
thanks: [thanks]
help: []
texts:
  who: "{school_name} is asking."
  thanks: Thank you!
sections:
  - name: you
    title: You and the school
    questions:
      - name: role
        type: choose_one
        ask: Who are you?
        choices: [{shop: A shop}, {club: A club}]
        privacy: identifier
      - name: wishes
        type: ranking
        ask: Put these in order.
        items: [{bus: A bus}, {tutor: A tutor}, {shade: Shade}]
        privacy: safe
        pillars: [P2]
      - name: warmth
        type: slider
        ask: How warm is the welcome?
        low: Cold
        high: Warm
        privacy: safe
      - name: since
        type: month
        ask: Since when do you work with the school?
        earliest: 2024-01
        latest: 2026-12
        privacy: safe
        when: answered wishes and warmth >= 1
"""

SPANISH = """
msgctxt "partner.wishes.ask"
msgid "Put these in order."
msgstr "Ponga esto en orden."

msgctxt "partner.warmth.low"
msgid "Cold"
msgstr "Frío"

msgctxt "partner.wishes.items.bus"
msgid "A bus"
msgstr "Un autobús"
"""


def write_survey(folder: Path, yaml: str = YAML) -> Path:
    """The file of the survey, beside what it shares, which is nothing, and a translation."""
    (folder / "shared.yaml").write_text("language: en\n", encoding="utf-8")
    (folder / "partner.yaml").write_text(yaml, encoding="utf-8")
    (folder / "texts").mkdir()
    (folder / "texts" / "es.po").write_text(SPANISH, encoding="utf-8")
    return folder / "partner.yaml"


def answers(number: int) -> dict[str, Any]:
    """What one of many answered: a third each way."""
    items = ["bus", "tutor", "shade"]
    turned = items[number % 3 :] + items[: number % 3]
    return {
        "role": "shop" if number % 2 else "club",
        "wishes": {item: str(place + 1) for place, item in enumerate(turned)},
        "warmth": 1 + number % 10,
        "since": f"{2024 + number % 3}-0{1 + number % 9}",
    }


def as_form(given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The same as the fields of a form."""
    for name, answer in given.items():
        if isinstance(answer, dict):
            yield from ((f"{name}.{item}", place) for item, place in answer.items())
        else:
            yield name, str(answer)
