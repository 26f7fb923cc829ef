"""Simulated answers: what a simulated person says to each question, as the JSON body of a response has it."""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from survey_app.actions.demo_people import Person, draw
from survey_app.surveys.flow import asked, question_for
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.surveys.questions import (
    NO_ANSWER,
    Choice,
    ChooseSeveral,
    LongText,
    Matrix,
    Question,
    Scale,
    ShortText,
    WholeNumber,
)

_RACES = ("hispanic", "white", "asian", "black", "native")


class Simulation:
    """Answers surveys for people. habits: what library/sample/respondents.yaml says; all chance is in `random`."""

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
        """Raw answers of one person: some questions left blank, and now and then everything after some point."""
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
        if isinstance(question, (ShortText, LongText)):
            writes = self._random.random() < self._habits["writes"]
            return self._words(question.name, person.language) if writes else None
        if self._random.random() < self._habits["blank"]:
            return None
        if question.no_answer and self._random.random() < self._habits["prefers_not"]:
            return NO_ANSWER if not isinstance(question, ChooseSeveral) else [NO_ANSWER]
        if question.name in self._known:
            return self._known[question.name](person)
        return self._by_type(question, person, raw)

    def _by_type(self, question: Question, person: Person, raw: Mapping[str, Any]) -> Any:
        if isinstance(question, WholeNumber):
            return self._random.randint(question.lowest, question.highest)
        if isinstance(question, (ShortText, LongText)):
            return None
        weights = self._weights(question.name, question.choices)
        if isinstance(question, Scale):
            return self._scale(question, person, raw)
        if isinstance(question, ChooseSeveral):
            return self._several(question, weights)
        if isinstance(question, Matrix):
            return {row.code: draw(self._random, weights) for row in question.rows}
        return draw(self._random, weights)

    def _weights(self, name: str, choices: Sequence[Choice]) -> dict[str, float]:
        given = self._habits["weights"].get(name, {})
        return {choice.code: given.get(choice.code, 1) for choice in choices}

    def _scale(self, question: Scale, person: Person, raw: Mapping[str, Any]) -> str:
        lean = self._habits["leans"].get(question.name, 0.55) + person.mood
        lean += self._habits["grades"].get(str(raw.get("grade")), 0)
        place = self._random.gauss(lean, 0.24) * len(question.choices)
        return question.choices[min(max(int(place), 0), len(question.choices) - 1)].code

    def _several(self, question: ChooseSeveral, weights: dict[str, float]) -> list[str]:
        alone = {choice.code for choice in question.choices if choice.exclusive}
        first = draw(self._random, weights)
        given = {first}
        open_to_more = {code: weight for code, weight in weights.items() if code not in alone}
        while first not in alone and self._random.random() < 0.55 and len(given) < (question.most or 5):
            given.add(draw(self._random, open_to_more))
        return [choice.code for choice in question.choices if choice.code in given]

    def _write_beside_other(self, question: Question, person: Person, raw: dict[str, Any]) -> None:
        given = raw[question.name]
        chosen = given if isinstance(given, list) else [given]
        other = next((choice.code for choice in getattr(question, "choices", ()) if choice.other), None)
        if question.other_key and other in chosen:
            raw[question.other_key] = self._words("other", person.language)

    def _words(self, name: str, language: str) -> str:
        comments = self._habits["comments"].get(name) or self._habits["comments"]["open_change"]
        found: str = self._random.choice(comments.get(language) or comments["en"])
        return found

    def _grade(self, person: Person) -> str:
        school = person.school
        return str(self._random.choices(range(school.low, school.high + 1), school.grades)[0])

    def _grades(self, person: Person) -> list[str]:
        return sorted({self._grade(person) for _ in range(self._random.choice((1, 1, 1, 2)))}, key=int)

    def _home_languages(self, person: Person) -> list[str]:
        return draw(self._random, self._habits["home_languages"][person.language]).split()

    def _race(self, person: Person) -> list[str]:
        race = draw(self._random, person.school.race_eth)
        if race == "unknown":
            return [NO_ANSWER]
        return self._random.sample(_RACES, 2) if race == "several" else [race]
