"""A survey: what one audience is asked, in all its languages. We store published versions as this model's JSON."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from survey_app.surveys.faults.fault import Path
from survey_app.surveys.faults.fields import Grade, Name, Truth
from survey_app.surveys.questions import Choice
from survey_app.surveys.rules import Tree
from survey_app.surveys.text import Text
from survey_app.surveys.types import AnyQuestion, Question
from survey_app.vocabulary import HIGHEST_GRADE, LOWEST_GRADE, Audience, Consent, Given, OnceFor


class Section(BaseModel):
    """Questions that are shown together, with a title and an introduction.

    optional: only schools that add this section to their round ask it. schools: slugs of the only schools that may add
    it; empty for all.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    title: Text
    introduction: Text | None = None
    optional: Truth = False
    # The JSON leaves it out if it is empty, as in versions that we froze before this key existed.
    schools: tuple[str, ...] = Field(default=(), exclude_if=lambda slugs: not slugs)
    when: Tree | None = None
    questions: tuple[AnyQuestion, ...]

    def is_for(self, school: str) -> bool:
        """Whether this school may add it."""
        return not self.schools or school in self.schools


class Survey(BaseModel):
    """One version of a survey. It is complete: it holds every text in every language.

    languages: those with at least one text, the source language first. grades: lowest and highest grade of the
    students it is for. consent: what the school must have from parents before a student takes part. once_for: whether a
    family answers once for each child or once for its household; None if its texts do not say. who: the names of the
    questions of class `identifier`, the most important to readers of results first; empty if the survey does not say.
    active_to_grade: up to this grade, parents must say yes although consent is passive; active_notice tells students.
    lines: what always stands above *Start*. notices: what must be read about consent. start: more, folded if there
    are lines.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    audience: Audience
    version: str
    language: str
    languages: tuple[str, ...]
    grades: tuple[Grade, Grade] | None = None
    minutes: int = Field(ge=1, le=60)
    consent: Consent
    # The JSON leaves these out if they say nothing, as in versions that we froze before these keys existed.
    active_to_grade: Grade | None = Field(default=None, exclude_if=lambda grade: grade is None)
    active_notice: Text | None = Field(default=None, exclude_if=lambda text: text is None)
    once_for: OnceFor | None = Field(default=None, exclude_if=lambda said: said is None)
    who: tuple[str, ...] = Field(default=(), exclude_if=lambda names: not names)
    title: Text
    lines: tuple[Text, ...] = Field(default=(), exclude_if=lambda texts: not texts)
    notices: tuple[Text, ...] = Field(default=(), exclude_if=lambda texts: not texts)
    start: tuple[Text, ...]
    thanks: tuple[Text, ...]
    help: tuple[Text, ...]
    sections: tuple[Section, ...]

    @field_validator("grades")
    @classmethod
    def _from_low_to_high(cls, grades: tuple[int, int] | None) -> tuple[int, int] | None:
        if grades and grades[0] > grades[1]:
            raise PydanticCustomError("wrong_grades", "the lowest grade comes first")
        return grades

    def __hash__(self) -> int:
        """Hash only the version: a version is frozen, and hashing every text would be slow."""
        return hash(self.version)

    def questions(self) -> Iterator[Question]:
        """Every question in survey order."""
        for section in self.sections:
            yield from section.questions

    def placed_questions(self) -> Iterator[tuple[Path, Question]]:
        """Every question with its path, in survey order."""
        for at, section in enumerate(self.sections):
            for number, question in enumerate(section.questions):
                yield ("sections", at, "questions", number), question

    def needed_at(self, grade_low: int) -> Given:
        """What a school with this lowest grade must have from parents."""
        is_mixed = self.active_to_grade is not None and grade_low <= self.active_to_grade
        return "mixed" if is_mixed else self.consent

    def notices_at(self, facts: "SchoolFacts") -> tuple[Text, ...]:
        """What students or others at this school must read about consent."""
        is_mixed = self.needed_at(facts.grade_low) == "mixed"
        return (*self.notices, self.active_notice) if is_mixed and self.active_notice else self.notices

    def having(self, keeps: Callable[[Choice], bool]) -> "Survey":
        """The survey with those choices and rows that are kept."""
        sections = tuple(
            section.model_copy(update={"questions": tuple(each.having(keeps) for each in section.questions)})
            for section in self.sections
        )
        return self.model_copy(update={"sections": sections})

    def extra_sections(self, school: str) -> list[Section]:
        """The optional sections that this school may add."""
        return [section for section in self.sections if section.optional and section.is_for(school)]

    def shared_grades(self, low: int, high: int) -> int:
        """How many grades it shares with a school, less one."""
        lowest, highest = self.grades or (LOWEST_GRADE, HIGHEST_GRADE)
        return min(highest, high) - max(lowest, low)


@dataclass(frozen=True)
class SchoolFacts:
    """What a survey may know about the school that asks it.

    grade_low, grade_high: TK = -1, K = 0. enrollment: None if not known. sections: the optional sections it added.
    spoken: the languages of its families that we know of, the most spoken first. spoken_in_district: those of most
    families of its district; empty if nobody counted.
    """

    school_name: str
    district_name: str
    grade_low: int
    grade_high: int
    enrollment: int | None = None
    sections: frozenset[str] = frozenset()
    spoken: tuple[str, ...] = ()
    spoken_in_district: frozenset[str] = frozenset()

    def for_texts(self, survey: Survey) -> dict[str, object]:
        """Placeholder → the value that replaces it in texts."""
        return {
            "school_name": self.school_name,
            "district_name": self.district_name,
            "minutes": survey.minutes,
        }

    def for_rules(self) -> Mapping[str, Any]:
        """Name → value of the facts that rules may use."""
        return {
            "school.grade_low": self.grade_low,
            "school.grade_high": self.grade_high,
            "school.enrollment": self.enrollment,
            "school.enrolment": self.enrollment,
        }
