"""An outline of a survey: all parts that could be read, for the checks that compare one part with another."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from survey_app.surveys.faults.fault import Path
from survey_app.surveys.model import Section
from survey_app.surveys.rules import Tree
from survey_app.surveys.types import Question


@dataclass(frozen=True)
class Asked:
    """One question. name: as it is written. question: None if it has a fault of its own."""

    path: Path
    name: str | None
    when: Tree | None
    question: Question | None


@dataclass(frozen=True)
class Part:
    """One section. section: None if it has a fault of its own."""

    path: Path
    name: str | None
    when: Tree | None
    section: Section | None
    questions: tuple[Asked, ...]


@dataclass(frozen=True)
class Outline:
    """A survey. head: its own fields, without those that have faults. wrong: their keys."""

    head: Mapping[str, Any]
    sections: tuple[Part, ...]
    wrong: Collection[str | int] = ()

    def questions(self) -> Iterator[Asked]:
        """Every question in survey order."""
        for part in self.sections:
            yield from part.questions
