"""Long lists, a page at a time: ?page=2, and ?find= for items whose name has these words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request, url_for

from survey_app.vocabulary import LONGEST_TEXT

T = TypeVar("T")
ON_A_PAGE = 40


@dataclass(frozen=True)
class Paged(Generic[T]):
    """One page of a list. at: which page, from 1. words: what the person searched for. is_long: before the search."""

    shown: Sequence[T]
    at: int
    pages: int
    words: str
    is_long: bool

    def address(self, at: int) -> str:
        """Return the address of another page of the list."""
        kept = {"state": request.args.get("state"), **(request.view_args or {})}
        page = {"find": self.words or None, "page": at if at > 1 else None}
        return url_for(request.endpoint or "", **{**kept, **page})


def paged(every: Sequence[T], name: Callable[[T], str], most: int = ON_A_PAGE) -> Paged[T]:
    """Return the page of a list that the address asks for, or the last page if the number is too high.

    name: the text of an item that the search looks at. most: how many items are on a page.
    """
    words = request.args.get("find", "").strip()[: LONGEST_TEXT["search"]]
    fitting = [each for each in every if words.casefold() in name(each).casefold()]
    pages = max(1, -(-len(fitting) // most))
    at = min(max(1, request.args.get("page", 1, int)), pages)
    shown = fitting[(at - 1) * most : at * most]
    return Paged(shown, at, pages, words, len(every) > most)
