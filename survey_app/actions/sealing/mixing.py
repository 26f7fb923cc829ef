"""Mix opened responses: choose who leaves the inbox, and let chance alone decide the place of each in the box."""

import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection

from survey_app.actions.sealing.epoch_keys import Chance, Opener
from survey_app.results.shown import FEWEST
from survey_app.store.responses.inbox import waiting
from survey_app.store.sealing.box import BoxRow, CommentRow, survey_json
from survey_app.surveys.model import Survey
from survey_app.surveys.rules import SCHOOL_FACTS, names


class MixingGroup(NamedTuple):
    """What a reader of the box can tell apart without looking at answers."""

    round: str
    school: str
    version: str
    channel: str


@dataclass(frozen=True)
class OpenedResponse:
    """A waiting response, opened. payload: what was sealed (`Submission.payload`).

    language: the language of the answers until it is counted; None afterwards.
    """

    nullifier: bytes
    payload: bytes
    group: MixingGroup
    language: str | None

    def counted(self) -> bytes:
        """Return the payload without the language. The missing language marks it as counted."""
        return self.payload if self.language is None else without_language(self.payload)


def without_language(payload: bytes) -> bytes:
    """Return the payload of a response that was counted."""
    content = json.loads(payload)
    content.pop("language", None)
    return compact(content).encode()


def open_waiting(connection: Connection, epoch: int, opener: Opener) -> list[OpenedResponse]:
    """Open all responses that wait under an epoch. Raises KeyMissing when one cannot be opened."""
    return [_open(nullifier, opener.open(sealed)) for nullifier, sealed in waiting(connection, epoch)]


def choose_leaving(
    responses: Iterable[OpenedResponse], finished: Container[str], chance: Chance
) -> list[OpenedResponse]:
    """Choose who goes to the box: all of a finished round; of each other group all but 11, if that leaves at least 11.

    Chance decides who stays behind. So the last of a group, at the finish, are at least 11, unless all of it are fewer.
    """
    groups: dict[MixingGroup, list[OpenedResponse]] = defaultdict(list)
    for response in responses:
        groups[response.group].append(response)
    leaving: list[OpenedResponse] = []
    for group, members in groups.items():
        if group.round in finished:
            leaving += members
        elif len(members) >= 2 * FEWEST:
            members.sort(key=lambda response: chance.draw("stay", response.nullifier))
            leaving += members[FEWEST:]
    return leaving


class Mixer:
    """Gives every response a place that only chance decides. It gives every free text another such place."""

    def __init__(self, connection: Connection, chance: Chance, versions: Iterable[str]) -> None:
        self._chance = chance
        self._text_questions = {
            version: _text_questions(survey_json(connection, version)) for version in set(versions)
        }

    def rows(self, responses: Iterable[OpenedResponse]) -> Iterator[BoxRow]:
        """Yield the row of each response in the box, in the order of their ids."""
        drawn = ((self._chance.draw("row", response.nullifier), response) for response in responses)
        for row_id, response in sorted(drawn, key=lambda pair: pair[0]):
            answers, _ = self._part(response)
            yield BoxRow(row_id, *response.group, compact(answers))

    def comments(self, responses: Iterable[OpenedResponse]) -> list[CommentRow]:
        """Return every free text, in the order of its own ids."""
        rows = []
        for response in responses:
            round_key, school, version, _ = response.group
            for number, (question, body) in enumerate(self._part(response)[1]):
                row_id = self._chance.draw(f"comment {number}", response.nullifier)
                rows.append(CommentRow(row_id, round_key, school, version, question, body))
        return sorted(rows)

    def _part(self, response: OpenedResponse) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        content = json.loads(response.payload)
        return _part(content["answers"], content["others"], self._text_questions[response.group.version])


def _open(nullifier: bytes, payload: bytes) -> OpenedResponse:
    content = json.loads(payload)
    group = MixingGroup(*(content[name] for name in MixingGroup._fields))
    return OpenedResponse(nullifier, payload, group, content.get("language"))


def _part(
    answers: Mapping[str, Any], others: Mapping[str, str], text_questions: Mapping[str, str]
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Part the answers from the free texts. Each text is a pair: the question that it names, and the words.

    Nothing in the answers tells that a text exists. A text beside "other" names no question, because the code "other"
    stays with the answers: together they would lead from the text to few people.
    """
    texts = [(named, words) for name, named in text_questions.items() if (words := answers.get(name))]
    texts += [("", words) for words in others.values()]
    return {name: answer for name, answer in answers.items() if name not in text_questions}, texts


def _text_questions(survey: str) -> Mapping[str, str]:
    """Map each question to what its texts name as their question: itself, or nothing if only some people see it."""
    return dict(_named_texts(Survey.model_validate_json(survey)))


def _named_texts(survey: Survey) -> Iterator[tuple[str, str]]:
    for section in survey.sections:
        for question in section.questions:
            if question.is_words:
                rules = [rule for rule in (section.when, question.when) if rule]
                is_for_all = all(name in SCHOOL_FACTS for rule in rules for name in names(rule))
                yield question.name, question.name if is_for_all else ""


def compact(content: Mapping[str, Any]) -> str:
    """Write JSON without blanks."""
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
