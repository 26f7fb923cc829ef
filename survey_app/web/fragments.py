"""Questions as HTML, drawn once for all schools that ask them in the same way.

A page of a survey takes 12 ms to draw, nearly all of it for its questions. 900 schools have 12,600 pages, and most of
their questions are the same.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from markupsafe import Markup

from survey_app.web.district_words import note_draft, noting_drafts
from survey_app.web.untranslated import note_gap, noting_gaps

MOST = 20_000
"""How many are kept; each takes about 1 kB."""


@dataclass(frozen=True)
class Fragment:
    """What was drawn. owners: the objects that it was made of. drafts, gaps: what its words noted about themselves."""

    owners: tuple[object, ...]
    html: Markup
    drafts: tuple[str, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class Fragments:
    """What was drawn lately. Threads may share it: at worst, two of them draw the same."""

    _kept: dict[Hashable, Fragment] = field(default_factory=dict)

    def take(
        self, owners: tuple[object, ...], variant: Hashable, draw: Callable[[], tuple[Markup, bool]]
    ) -> Markup:
        """Return what was drawn of these very objects in this variant, or draw it.

        draw: returns the HTML, and whether other schools may have it. Notes of drafts and of gaps are made again.
        """
        key = (*map(id, owners), variant)
        found = self._kept.get(key)
        # An id may be that of an object that is gone; the owners are kept, so these are the same ones.
        if found is None or any(a is not b for a, b in zip(found.owners, owners, strict=True)):
            found = self._draw(key, owners, draw)
        for words in found.drafts:
            note_draft(words)
        for words in found.gaps:
            note_gap(words)
        return found.html

    def _draw(
        self, key: Hashable, owners: tuple[object, ...], draw: Callable[[], tuple[Markup, bool]]
    ) -> Fragment:
        with noting_drafts() as drafts, noting_gaps() as gaps:
            html, is_for_all = draw()
        fragment = Fragment(owners, html, tuple(drafts), tuple(gaps))
        if is_for_all:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = fragment
        return fragment


kept_fragments = Fragments()
