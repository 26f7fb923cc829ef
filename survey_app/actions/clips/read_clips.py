"""Read what is recorded in a language, and what is still to be recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from survey_app.actions.texts.read_texts import surveys_of
from survey_app.errors import NotFound
from survey_app.store.clips import clips
from survey_app.surveys.words.aloud import Aloud, aloud_of, id_of, of_line, old_clips
from survey_app.surveys.words.clips import Clip
from survey_app.surveys.words.standing import TextLine


@dataclass(frozen=True)
class Recordings:
    """What a district has recorded in a language. every: what can be recorded. kept: its clips, old ones too."""

    every: Sequence[Aloud]
    kept: Sequence[Clip]

    @cached_property
    def clips(self) -> Mapping[str, Clip]:
        """What words are found by → their clip."""
        return {each.words_sha: each for each in self.kept}

    @cached_property
    def missing(self) -> Sequence[Aloud]:
        """What nobody has recorded yet."""
        return [each for each in self.every if each.sha not in self.clips]

    @cached_property
    def old(self) -> Sequence[Clip]:
        """Clips whose words are others by now."""
        return old_clips(self.kept, self.every)

    def find(self, text: str) -> Aloud:
        """Return the words with this id. Raises NotFound."""
        found = next((each for each in self.every if each.id == text), None)
        if found is None:
            raise NotFound("nothing_here")
        return found

    def clip(self, text: str) -> Clip:
        """Return the clip of the words with this id, also if they are old. Raises NotFound."""
        found = next((each for each in self.kept if id_of(each.words_sha) == text), None)
        if found is None:
            raise NotFound("nothing_here")
        return found

    def of(self, line: TextLine) -> list[Aloud]:
        """Return what can be recorded of a text."""
        return of_line(self.every, line)


def recordings_in(session: Session, district: str, language: str, lines: Sequence[TextLine]) -> Recordings:
    """Return what is recorded in a language. lines: all texts of the district in it."""
    surveys = [survey for _, survey in surveys_of(session, district)]
    return Recordings(aloud_of(lines, surveys), clips(session, district, language))
