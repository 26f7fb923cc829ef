"""A survey: what is asked of one audience, in all its languages. Published versions are stored as this model's JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from survey_app.surveys.faults.fault import Path
from survey_app.surveys.faults.fields import Grade, Name, Truth
from survey_app.surveys.rules import Tree
from survey_app.surveys.text import Text
from survey_app.surveys.types import AnyQuestion, Question
from survey_app.vocabulary import Audience, Consent, OnceFor


class Section(BaseModel):
    """Questions that are shown together, with a title and an introduction.

    optional: asked only at schools that add this section to their round.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    title: Text
    introduction: Text | None = None
    optional: Truth = False
    when: Tree | None = None
    questions: tuple[AnyQuestion, ...]


class Survey(BaseModel):
    """One version of a survey, complete in itself: every text in every language is inside.

    languages: those with at least one text, the source language first. grades: lowest and highest grade of the
    students it is for. consent: what the school must have from parents before a student takes part. once_for: whether a
    family answers once for each child or for its household; None when its texts do not say. who: the names of the
    questions of class `identifier`, the one that matters most to readers of results first; empty when it does not say.
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
    # Left out of the JSON when it is not said, as in versions that were frozen before there was this key.
    once_for: OnceFor | None = Field(default=None, exclude_if=lambda said: said is None)
    who: tuple[str, ...] = Field(default=(), exclude_if=lambda names: not names)
    title: Text
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
        """By version: a version is frozen, and hashing every text would be slow."""
        return hash(self.version)

    def questions(self) -> Iterator[Question]:
        """Every question in survey order."""
        for section in self.sections:
            yield from section.questions

    def placed_questions(self) -> Iterator[tuple[Path, Question]]:
        """Every question in survey order, with its path."""
        for at, section in enumerate(self.sections):
            for number, question in enumerate(section.questions):
                yield ("sections", at, "questions", number), question

    def extra_sections(self) -> list[Section]:
        """The optional sections: asked only at schools that add them."""
        return [section for section in self.sections if section.optional]


@dataclass(frozen=True)
class SchoolFacts:
    """What a survey may know about the school it is asked at.

    grade_low, grade_high: TK = -1, K = 0. enrollment: None when not known. sections: optional sections it added.
    spoken: languages of its families, the most spoken first; as far as they are known.
    """

    school_name: str
    district_name: str
    grade_low: int
    grade_high: int
    enrollment: int | None = None
    sections: frozenset[str] = frozenset()
    spoken: tuple[str, ...] = ()

    def for_texts(self, survey: Survey) -> dict[str, object]:
        """What fills the placeholders of texts."""
        return {
            "school_name": self.school_name,
            "district_name": self.district_name,
            "minutes": survey.minutes,
        }

    def for_rules(self) -> Mapping[str, Any]:
        """What rules may look at."""
        return {
            "school.grade_low": self.grade_low,
            "school.grade_high": self.grade_high,
            "school.enrollment": self.enrollment,
            "school.enrolment": self.enrollment,
        }
