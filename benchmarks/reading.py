"""How long a survey takes to read and answer, by a model that is written down here. Limit: the minutes that it says.

The model is an estimate that was not measured with people. A person reads every word that shows without a tap: the
first screen, and of each part its title and introduction, the questions, their hints, choices and rows. The person
recognizes a list of choices that came before, and does not read it again. To that comes the time to decide and tap, for
each question by its kind. Optional sections do not count. All other questions do, also those that some answers hide.
"""

import sys
from collections.abc import Iterator

from survey_app.surveys.model import Survey
from survey_app.surveys.text import Text
from survey_app.surveys.types import Question
from survey_app.surveys.yaml_file import load_library

LONGEST = 8
"""Minutes that a survey may say."""
WORDS_A_MINUTE = {"student": 170, "family": 180, "staff": 220, "partner": 220}
"""Of silent reading, by audience."""
WORDS_A_MINUTE_OF_CHILDREN = 90
CHILDREN = 5
"""The highest grade of children."""
SECONDS_TO_CHOOSE_ONE, SECONDS_TO_CHOOSE_SEVERAL, SECONDS_FOR_A_ROW, SECONDS_TO_WRITE = 3.0, 7.0, 3.5, 30.0


def words_of(survey: Survey) -> int:
    """Count the words that a person reads, in the language of the survey."""
    return sum(len(words.split()) for words in _read(survey))


def seconds_of(question: Question) -> float:
    """Return how long a person takes to answer a question that was read."""
    if question.has_one_field:
        return SECONDS_TO_WRITE
    if question.parts:
        return SECONDS_FOR_A_ROW * len(question.parts)
    return SECONDS_TO_CHOOSE_SEVERAL if question.is_several else SECONDS_TO_CHOOSE_ONE


def minutes(survey: Survey) -> float:
    """Return how long a survey takes, in minutes."""
    is_for_children = survey.grades is not None and survey.grades[1] <= CHILDREN
    pace = WORDS_A_MINUTE_OF_CHILDREN if is_for_children else WORDS_A_MINUTE[survey.audience]
    return words_of(survey) / pace + sum(map(seconds_of, _asked(survey))) / 60


def is_true(survey: Survey) -> bool:
    """Whether the survey takes no longer than it says, rounded to minutes, and says no more than it may."""
    return round(minutes(survey)) <= survey.minutes <= LONGEST


def _asked(survey: Survey) -> Iterator[Question]:
    for section in survey.sections:
        if not section.optional:
            yield from section.questions


def _read(survey: Survey) -> Iterator[str]:
    """Yield every text that is read, once where it is recognized later."""

    def words(texts: tuple[Text | None, ...]) -> Iterator[str]:
        return (text.in_language(survey.language).words for text in texts if text)

    yield from words((survey.title, *(survey.lines or survey.start), *survey.notices))
    recognized: set[tuple[str, ...]] = set()
    for section in survey.sections:
        if section.optional:
            continue
        yield from words((section.title, section.introduction))
        for question in section.questions:
            yield from words((question.ask, question.hint, *(row.text for row in question.parts)))
            choices = tuple(words(tuple(choice.text for choice in question.offered)))
            if choices not in recognized:
                yield from choices
            recognized.add(choices)


def main() -> int:
    """Print words and minutes of every bundled survey; 1 if one takes longer than it says."""
    surveys = load_library().values()
    for survey in surveys:
        verdict = "ok" if is_true(survey) else "MISSED"
        print(
            f"{survey.name:<10} {words_of(survey):5} words, {minutes(survey):4.1f} minutes"
            f" (says {survey.minutes}; limit {LONGEST}): {verdict}"
        )
    return 0 if all(map(is_true, surveys)) else 1


if __name__ == "__main__":
    sys.exit(main())
