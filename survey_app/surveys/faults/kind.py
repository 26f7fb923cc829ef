"""What a kind of fault is. `kinds.py` lists all of them."""

from typing import NamedTuple


def _(words: str) -> str:
    """Mark words for translators."""
    return words


class Kind(NamedTuple):
    """One kind of fault.

    message: what is wrong, with the thing's name. remedy: what to do. is_warning: the survey can still be published.
    """

    message: str
    remedy: str
    is_warning: bool = False
