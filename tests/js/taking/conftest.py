"""A survey of four parts, taken in a browser."""

from collections.abc import Callable
from typing import Any

import pytest

from survey_app.actions.surveys.catalog import OpenLink
from tests.js.conftest import Survey
from tests.js.taking.steps import words
from tests.respond.page_samples import a_link
from tests.surveys.examples import a_choice, a_question, a_section, a_survey

NEEDS = [
    *(a_choice(code) for code in ("food", "tutor", "bus")),
    a_choice("other", other=True, fixed=True),
    a_choice("none", exclusive=True, fixed=True),
]


def four_parts() -> list[dict[str, Any]]:
    """Four sections; only those who belong little are asked the third."""
    belong = {"ask": words("Do you belong?"), "choices": [a_choice("some"), a_choice("little")]}
    is_little = ["eq", "belong", "little"]
    know = {"choices": [a_choice("yes"), a_choice("no")], "rows": [a_choice("clinic"), a_choice("pantry")]}
    return [
        a_section(
            a_question("belong", "scale", required=True, **belong),
            a_question("why", "short_text", longest=20, when=is_little),
            a_question("children", "whole_number", lowest=1, highest=20),
            title=words("First"),
        ),
        a_section(
            a_question("needs3", "choose_several", choices=NEEDS, most=2, shuffle=True),
            a_question("know", "matrix", **know),
            name="second",
            title=words("Second"),
        ),
        a_section(a_question("help", "yes_no", "yes no"), name="third", title=words("Third"), when=is_little),
        a_section(a_question("open_change", "long_text", longest=200), name="last", title=words("Last")),
    ]


@pytest.fixture
def survey(take: Callable[[OpenLink], Survey]) -> Survey:
    """Four parts: the third only for those who belong little."""
    asked = a_survey(
        *four_parts(),
        languages=["en", "es", "ar"],
        start=[words("{school_name} is asking.")],
        thanks=[words("Thank you.")],
    )
    return take(a_link(asked))
