"""Links from the words of a page to where they can be mended, for translators who look at a survey as people see it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from survey_app.surveys.text import Text

_addresses: ContextVar[Mapping[int, str] | None] = ContextVar("_addresses", default=None)


@contextmanager
def editing(addresses: Mapping[int, str]) -> Iterator[None]:
    """Link each text to its address while a page is drawn. addresses: `id` of a text → address."""
    token = _addresses.set(addresses)
    try:
        yield
    finally:
        _addresses.reset(token)


def edit_address(text: Text) -> str:
    """Return where the words of a text can be mended; "" on every page that people answer on."""
    addresses = _addresses.get()
    return addresses.get(id(text), "") if addresses else ""


def is_editing() -> bool:
    """Whether the page is drawn with such links."""
    return _addresses.get() is not None
