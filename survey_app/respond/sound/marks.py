"""What a page says of its clips: a mark on each element whose words have one, and players where no script runs."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from flask_babel import gettext as _
from markupsafe import Markup

from survey_app.surveys.text import Text, placeholders
from survey_app.surveys.words.clips import Clip, sha_of_words
from survey_app.web.security import framed_policy

ADDRESS = "/s/sound/{}.mp3"
_MARK = re.compile(r' data-sound="([0-9a-f ]+)"')
_BYTES = re.compile(r'<form [^>]* data-sound-bytes="')
_END_OF_ASKING = re.compile("</legend>|</label>")
_PLAYERS = Markup(
    '\n<noscript><details><summary>{}</summary><ul class="players">{}</ul></details></noscript>'
)
_PLAYER = Markup('<li>{}<audio controls preload="none" src="{}"></audio></li>')


@dataclass(frozen=True)
class Sound:
    """The clips of a page. clips: what words are found by → their clip, in the language of the page."""

    clips: Mapping[str, Clip]
    language: str

    def mark(self, *said: Text | str | None) -> Markup:
        """Return the mark of an element that says these things, one after the other: the names of their clips.

        It has none unless all of them have a clip: half of a sentence is worse than a voice, or silence.
        """
        if not self.clips:
            return Markup()
        found = [self._clip_of(each) for each in said if each]
        if not found or None in found:
            return Markup()
        return Markup(' data-sound="{}"').format(" ".join(each.name for each in found if each))

    def with_players(self, question: Markup) -> Markup:
        """Return a question with its clips behind one line after what it asks, for browsers without a script."""
        names = self._names_in(question)
        asking = _END_OF_ASKING.search(question)
        if not names or asking is None:
            return question
        players = Markup().join(
            _PLAYER.format(self._of_name[each].words, ADDRESS.format(each)) for each in names
        )
        end = asking.end()
        return Markup().join((question[:end], _PLAYERS.format(_("Listen"), players), question[end:]))

    def bytes_in(self, questions: Iterable[Markup]) -> int:
        """Return how many bytes the clips of these questions have together, each counted once."""
        if not self.clips:
            return 0
        names = {name for question in questions for name in self._names_in(question)}
        return sum(self._of_name[each].size for each in names)

    @cached_property
    def _of_name(self) -> Mapping[str, Clip]:
        return {clip.name: clip for clip in self.clips.values()}

    def _names_in(self, question: str) -> list[str]:
        """Return the names of the clips that a question is marked with, in its order."""
        if not self.clips:
            return []
        return list(dict.fromkeys(name for names in _MARK.findall(question) for name in names.split()))

    def _clip_of(self, said: Text | str) -> Clip | None:
        if isinstance(said, Text):
            shown = said.in_language(self.language)
            if shown.language != self.language or placeholders(shown.words):
                return None
            return self.clips.get(sha_of_words(shown.words))
        return self.clips.get(sha_of_words(unescape(said)))


def sound_headers(page: str) -> list[tuple[str, str]]:
    """Return the headers that a page with clips needs besides the usual ones. No other page may play anything."""
    if not _BYTES.search(page):
        return []
    # The script plays from the page's memory, so that no log tells who listens to what, and when.
    return [("Content-Security-Policy", framed_policy("media-src", "'self' blob:"))]
