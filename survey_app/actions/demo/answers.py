"""Simulated answers: what a simulated person says to each question, as the JSON body of a response has it."""

from collections.abc import Callable, Mapping
from functools import partial
from random import Random
from typing import Any

from survey_app.actions.demo.people import OTHERS, Person, draw
from survey_app.surveys.flow import asked, question_for
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.questions import NO_ANSWER, NOT_KNOW, Habits
from survey_app.surveys.types import Question

_RACES = ("hispanic", "white", "asian", "black", "native")


class Simulation:
    """Answers surveys for people. habits: from library/sample/respondents.yaml. All chance comes from `random`."""

    def __init__(self, random: Random, habits: Mapping[str, Any]) -> None:
        self._random = random
        self._habits = habits
        self._known: dict[str, Callable[[Person], Any]] = {
            "grade": self._grade,
            "grades": self._grades,
            "home_lang": self._home_languages,
            "race_eth": self._race,
        }
        self._here: dict[tuple[str, str, str], Question] = {}

    def answer(self, survey: Survey, facts: SchoolFacts, person: Person) -> dict[str, Any]:
        """Answer for one person: leave some questions blank, and now and then everything after some point."""
        raw: dict[str, Any] = {}
        stops = self._random.random() < self._habits["stops"]
        last = self._random.randrange(len(list(survey.questions()))) if stops else None
        for number, question in enumerate(asked(survey, facts, raw)):
            if number == last:
                break
            raw[question.name] = self._one(self._as_here(survey, facts, question), person, raw)
            self._write_beside_other(question, person, raw)
        return raw

    def _as_here(self, survey: Survey, facts: SchoolFacts, question: Question) -> Question:
        key = (survey.version, facts.school_name, question.name)
        if key not in self._here:
            self._here[key] = question_for(question, facts)
        return self._here[key]

    def _one(self, question: Question, person: Person, raw: Mapping[str, Any]) -> Any:
        if question.is_words:
            return question.simulate(self._of(question, person, raw))
        if self._random.random() < self._habits["blank"]:
            return None
        if question.no_answer and self._random.random() < self._habits["prefers_not"]:
            return question.refusal()
        if question.not_know and not question.parts and self._random.random() < self._habits["not_know"]:
            return NOT_KNOW
        if question.name in self._known:
            return self._known[question.name](person)
        return question.simulate(self._of(question, person, raw))

    def _of(self, question: Question, person: Person, raw: Mapping[str, Any]) -> Habits:
        """Return the habits of a person that matter to one question."""
        lean = self._habits["leans"].get(question.name, 0.55) + person.mood
        lean += self._habits["grades"].get(str(raw.get("grade")), 0)
        return Habits(
            random=self._random,
            weights=self._habits["weights"].get(question.name, {}),
            lean=lean,
            writes=self._habits["writes"],
            words=partial(self._words, question.name, person.language),
        )

    def _write_beside_other(self, question: Question, person: Person, raw: dict[str, Any]) -> None:
        answer = raw[question.name]
        chosen = answer if isinstance(answer, list) else [answer]
        other = next((choice.code for choice in question.offered if choice.other), None)
        if question.other_key and other in chosen:
            raw[question.other_key] = self._words("other", person.language)

    def _words(self, name: str, language: str) -> str:
        comments = self._habits["comments"].get(name) or self._habits["comments"]["open_change"]
        words: str = self._random.choice(comments.get(language) or comments["en"])
        return words

    def _grade(self, person: Person) -> str:
        school = person.school
        return str(self._random.choices(range(school.low, school.high + 1), school.grades)[0])

    def _grades(self, person: Person) -> list[str]:
        return sorted({self._grade(person) for _ in range(self._random.choice((1, 1, 1, 2)))}, key=int)

    def _home_languages(self, person: Person) -> list[str]:
        habits = self._habits["home_languages"]
        return draw(self._random, habits.get(person.language) or habits[OTHERS]).split()

    def _race(self, person: Person) -> list[str]:
        race = draw(self._random, person.school.race_eth)
        if race == "unknown":
            return [NO_ANSWER]
        return self._random.sample(_RACES, 2) if race == "several" else [race]
