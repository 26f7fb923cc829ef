"""What a survey page shows: one survey at one school in one language. Answers show if the form came back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from unicodedata import category

from flask import current_app
from flask_babel import gettext
from markupsafe import Markup, escape

from survey_app.actions.surveys.catalog import OpenLink
from survey_app.languages.locales import direction
from survey_app.respond.settled_rules import settle
from survey_app.respond.sound.marks import Sound
from survey_app.surveys.flow import choices_for, sections_for
from survey_app.surveys.model import Section
from survey_app.surveys.questions import Choice, Problem
from survey_app.surveys.rules import Tree
from survey_app.surveys.text import Text, fill, placeholders
from survey_app.surveys.types import Question
from survey_app.surveys.words.clips import clips_in
from survey_app.web.district_words import note_draft
from survey_app.web.edit_links import is_marking, mark_of
from survey_app.web.fragments import kept_fragments
from survey_app.web.untranslated import note_gap

# What fits on a phone 360 pixels wide, in letters: words of points in a row, of choices beside each other or in pairs.
_MOST_IN_ROW, _LONGEST_WORD_OF_POINT = 5, 9
_SHORT, _LONGEST_WORD_OF_PAIR = 10, 13


class AskedSection(NamedTuple):
    """A section that this school may ask, and the questions of it that may be asked."""

    section: Section
    questions: Sequence[Question]


class WhichResponse(NamedTuple):
    """Which response a form holds, so that it is stored once: the id and the salt of the first sending.

    spoken: the language of an interview; "" if the person answers without help.
    """

    id: str
    salt: str = ""
    spoken: str = ""


@dataclass(frozen=True)
class Code:
    """An access code as typed, and what is wrong with it: "" or code_missing, _typo, _unknown, _used."""

    typed: str = ""
    problem: str = ""

    @property
    def message(self) -> str:
        """What to tell a person about the code; empty if nothing is wrong."""
        return code_message(self.problem) if self.problem else ""


@dataclass(frozen=True)
class SurveyPage:
    """A survey as its page needs it.

    raw: answers in their JSON shape, as typed. problems: what is wrong with them. failed: we could not store them,
    and they may be sent again.
    Rules are settled as far as the school decides them. The script decides what depends on answers.
    """

    link: OpenLink
    language: str
    raw: Mapping[str, Any] = field(default_factory=dict)
    problems: Sequence[Problem] = ()
    failed: bool = False
    _named: list[str] = field(default_factory=list)

    def question(self, question: Question) -> Markup:
        """Draw a question, or take it from a page of another school that asks it in the same way."""
        if self.raw or self.problems or is_marking():
            return self._drawn(question)

        def drawn() -> tuple[Markup, bool]:
            before = len(self._named)
            # A question that names the school is drawn for each.
            return self._drawn(question), len(self._named) == before

        offered = tuple(choice.code for choice in (*self.choices(question), *self.rows(question)))
        variant = (self.language, self.rule(question), offered)
        # For a school without some grades, the question is a copy without them; `offered` says which it has.
        owners = (self._as_published[question.name], self.link.interface, self.sound.clips)
        return kept_fragments.take(owners, variant, drawn)

    def _drawn(self, question: Question) -> Markup:
        component = current_app.jinja_env.get_template(f"components/{question.type}.html").module
        html: Markup = component.question(question, self)  # type: ignore[attr-defined]  # each has this macro
        return self.sound.with_players(html)

    @cached_property
    def sound(self) -> Sound:
        """What is recorded in the language of the page."""
        return Sound(clips_in(self.link.clips, self.language), self.language)

    @cached_property
    def sound_bytes(self) -> int:
        """How many bytes the clips of the page have together; 0 if it has none."""
        return self.sound.bytes_in(self.question(each) for asked in self.sections for each in asked.questions)

    def say(self, text: Text) -> Markup:
        """Write a text for the reader and fill in its facts. If its language differs, mark it."""
        shown = text.in_language(self.language)
        if shown.draft:
            note_draft(shown.words)
        words = Markup(fill(str(escape(shown.words)), self._facts))  # noqa: S704  # escaped before it is filled
        if placeholders(shown.words):
            self._named.append(shown.words)
        if around := mark_of(text):
            link = Markup('<a href="{}" class="{}">{}</a>').format(around.address, around.state, words)
            words = link if around.address else Markup("<mark>{}</mark>").format(words)
        if shown.language != self.language:
            note_gap(words)
            mark = Markup('<span lang="{}" dir="{}">{}</span>')
            return mark.format(shown.language, direction(shown.language), words)
        # One element, because the layout places a choice by its elements.
        return Markup("<span>{}</span>").format(words) if placeholders(shown.words) else words

    @cached_property
    def says_minutes(self) -> bool:
        """Whether the lines above *Start* say how long the survey takes."""
        lines = (text.in_language(self.language).words for text in self.link.survey.lines)
        return any("minutes" in placeholders(words) for words in lines)

    @cached_property
    def sections(self) -> Sequence[AskedSection]:
        """The sections that this school may ask, in order. Leaves out sections without questions."""
        sections = []
        for section in sections_for(self.link.survey, self.link.facts):
            questions = [question for question in section.questions if self._is_possible(section, question)]
            if questions:
                sections.append(AskedSection(section, questions))
        return sections

    def rule(self, part: Section | Question) -> Markup:
        """Return what must hold for a part to be asked, as JSON for a quoted attribute; "" if it is always asked."""
        rule = self._rules.get(_key(part), True)
        # Rules hold only names, codes and numbers: nothing that could leave the attribute.
        return Markup("" if rule is True else json.dumps(rule, separators=(",", ":")))  # noqa: S704

    def choices(self, question: Question) -> Sequence[Choice]:
        """Return the choices of this school. If they are shuffled, those that keep their place come last."""
        here = choices_for(question.offered, self.link.facts)
        return sorted(here, key=lambda choice: choice.fixed) if question.is_shuffled else here

    def shuffled(self, question: Question) -> int:
        """Return how many choices, from the first, the script may shuffle."""
        return sum(not choice.fixed for choice in self.choices(question)) if question.is_shuffled else 0

    def is_given(self, question: Question, code: str, row: str = "") -> bool:
        """Whether the person made this choice."""
        given = self.raw.get(question.name)
        if row:
            given = given.get(row) if isinstance(given, Mapping) else None
        return code in given if isinstance(given, list) else code == given

    def typed(self, key: str) -> str:
        """Return what the person typed into a text box."""
        given = self.raw.get(key)
        return "" if given is None else str(given)

    def in_row(self, question: Question) -> str:
        """Return the class of points that stand in one row; "" if their words are too long for that."""
        points = self._words_of(question)
        is_row = len(points) <= _MOST_IN_ROW and all(map(_has_short_words, points))
        return "row" if is_row else ""

    def beside(self, question: Question) -> str:
        """Return the class of choices that stand beside each other: "short" or "pairs"; "" if each needs a line."""
        words = self._words_of(question)
        if max(map(_letters, words), default=0) <= _SHORT:
            return "short"
        longest = max(_letters(word) for each in words for word in each.split())
        return "pairs" if longest <= _LONGEST_WORD_OF_PAIR else ""

    def rows(self, question: Question) -> Sequence[Choice]:
        """Return the parts of a question that this school has, such as the rows of a matrix."""
        return choices_for(question.parts, self.link.facts)

    def problem(self, question: Question) -> str:
        """Return what is wrong with the answer to a question; empty if nothing is."""
        for problem in self.problems:
            if problem.key.partition(".")[0] == question.name:
                return problem_message(problem.code, problem.limits)
        return ""

    def is_wrong(self, key: str) -> bool:
        """Whether the value of a field is in error. key: of a question, or of the text box beside its "other"."""
        return any(problem.key == key for problem in self.problems)

    def place(self, question: Question) -> str:
        """Return the id of what takes the focus for a question: its one field, else the group of its fields."""
        return question.name if question.has_one_field else f"q-{question.name}"

    def described_by(self, question: Question) -> str:
        """Return the ids of the lines that explain a question."""
        has_hint = question.hint or question.required or question.explains
        ids = [f"h-{question.name}"] if has_hint else []
        return " ".join([*ids, f"e-{question.name}"] if self.problem(question) else ids)

    def _words_of(self, question: Question) -> list[str]:
        """What a question offers at this school, as its reader sees it, without the ways not to answer."""
        return [choice.text.in_language(self.language).words for choice in self.choices(question)]

    @cached_property
    def _as_published(self) -> Mapping[str, Question]:
        return {question.name: question for question in self.link.survey.questions()}

    @cached_property
    def _facts(self) -> dict[str, object]:
        facts = self.link.facts.for_texts(self.link.survey)
        # A name in another script must not turn the punctuation around it.
        return {name: Markup("<bdi>{}</bdi>").format(fact) for name, fact in facts.items()}

    @cached_property
    def _rules(self) -> Mapping[str, Tree | bool]:
        """Map every part of the survey that is not always asked to False, or to what must hold of the answers."""
        facts = self.link.facts.for_rules()
        offered: dict[str, frozenset[str] | None] = {}
        rules: dict[str, Tree | bool] = {}
        for section in sections_for(self.link.survey, self.link.facts):
            rules[_key(section)] = settle(section.when, facts, offered)
            for question in section.questions:
                rules[_key(question)] = settle(question.when, facts, offered)
                if self._may_hold(rules, section, question):
                    offered[question.name] = frozenset(question.codes) or None
        return rules

    def _is_possible(self, section: Section, question: Question) -> bool:
        return self._may_hold(self._rules, section, question)

    @staticmethod
    def _may_hold(rules: Mapping[str, Tree | bool], section: Section, question: Question) -> bool:
        return rules[_key(section)] is not False and rules[_key(question)] is not False


def problem_message(code: str, limits: Mapping[str, object]) -> str:
    """Return what to tell a person about a problem. `limits` may be names in braces, for the script to fill in."""
    match code:
        case "required":
            words = gettext("Please answer this question.")
        case "too_many":
            words = gettext("Please choose no more than %(most)s.", most=limits.get("most"))
        case "exclusive":
            words = gettext(
                "One of these answers does not go with the others. Please keep only that one, or keep the others."
            )
        case "too_long":
            words = gettext("Please use no more than %(longest)s characters.", longest=limits.get("longest"))
        case "not_a_number":
            words = gettext("Please write a whole number, like 3.")
        case "out_of_range":
            words = gettext(
                "Please write a number from %(lowest)s to %(highest)s.",
                lowest=limits.get("lowest"),
                highest=limits.get("highest"),
            )
        case "bad_characters":
            words = gettext("There is a character here that cannot be stored. Please type it again.")
        case _:
            words = gettext("Please look at this answer again.")
    return str(words)


def code_message(problem: str) -> str:
    """Return what to tell a person about an access code."""
    messages: dict[str, str] = {
        "code_missing": gettext("Please type the access code that is on your slip of paper."),
        "code_typo": gettext("There is a typing error in this code. Please compare it with your slip."),
        "code_unknown": gettext(
            "This is not a code for this survey. Please check that the school on your slip is the one above."
        ),
        "code_used": gettext("This code was already used or taken back. Each code is good for one response."),
    }
    return messages[problem]


def _has_short_words(words: str) -> bool:
    return all(_letters(word) <= _LONGEST_WORD_OF_POINT for word in words.split())


def _letters(words: str) -> int:
    """How many letters stand beside each other. Marks above and below a letter take no place."""
    return sum(not category(letter).startswith("M") for letter in words)


def _key(part: Section | Question) -> str:
    return f"section {part.name}" if isinstance(part, Section) else part.name
