"""What the path through a survey gives away: who you are decides which questions you see.

If only twelfth graders see a question, an answer to it tells your grade, and so does an empty cell. We withhold such
questions together if too few people took the same path. We also withhold a question wherever we withhold the answer
that decides whether it is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.results.cells import Frame, SurveyFile, choices_here
from survey_app.results.series import Series, joint
from survey_app.results.variables import NOT_SHOWN, Variable, needs_of


@dataclass(frozen=True)
class Paths:
    """Which variables depend on which others.

    telling: variables that are shown, or whose choices are offered, depending on school, version or an identifier.
    deciders: variable → the variables that decide whether it is shown, directly or through others; not identifiers.
    """

    telling: tuple[Variable, ...]
    deciders: Mapping[str, frozenset[str]]
    _choices: Mapping[str, tuple[int, ...]]

    def words(self, frame: Frame) -> Series[str]:
        """For each person, one word for which telling variables were shown. Equal paths have equal words."""
        shown = [frame.cells[variable.name].map(lambda cell: cell != NOT_SHOWN) for variable in self.telling]
        return joint([frame.school, *shown]).map(self._word)

    def _word(self, path: tuple[Any, ...]) -> str:
        school, *shown = path
        return f"{''.join('1' if is_shown else '0' for is_shown in shown)}/{self._choices[school]}"


def paths_of(file: SurveyFile) -> Paths:
    """Find out what the survey's definition gives away."""
    needs = {survey.version: needs_of(survey) for survey in file.versions}
    identifiers = {variable.question.name for variable in file.identifiers}
    telling, deciders = [], {}
    for variable in file.variables:
        if variable.privacy == "identifier":
            continue
        used = {name for version in variable.versions for name in needs[version][variable.question.name]}
        if used & identifiers or _tells_school(variable, used, file):
            telling.append(variable)
        deciders[variable.name] = frozenset(
            other.name
            for other in file.variables
            if other.question.name in used and other.privacy != "identifier"
        )
    choices = {school: choices_here(telling, facts) for school, facts in file.facts.items()}
    return Paths(tuple(telling), deciders, choices)


def _tells_school(variable: Variable, used: set[str], file: SurveyFile) -> bool:
    if len(variable.versions) < len(file.versions):
        return True
    listed = (*variable.question.offered, *((variable.part,) if variable.part else ()))
    return any(choice.grade is not None for choice in listed) or any(
        name.startswith("school.") for name in used
    )
