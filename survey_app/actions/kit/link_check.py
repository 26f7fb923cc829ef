"""Check a school's link as a phone would: can it be reached, does it open, in every language, and is the code right."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from survey_app.actions.kit.kit import KitOf

Fetch = Callable[[str, str], tuple[int, str, str] | None]
"""Address and Accept-Language → status, address in the end, and page; None when nobody answers."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. about: what it is about, for the words of the page."""

    code: str
    is_fine: bool
    about: str = ""


@dataclass(frozen=True)
class RoundDays:
    """What the check must know of the round."""

    key: str
    phase: str
    opens_on: date
    closes_on: date


def examine_link(fetch: Fetch, kit: KitOf, days: RoundDays, today: date) -> list[Finding]:
    """Everything that was looked at, in order; what cannot be looked at any more is left out."""
    findings = [*_address(kit), _dates(days, today)]
    base = f"{kit.public_url}/s/{kit.slug}/{kit.audience}"
    answer = fetch(base, "en-US,en;q=0.9")
    if answer is None:
        return [*findings, Finding("reachable", is_fine=False, about=base)]
    findings.append(Finding("reachable", is_fine=True, about=base))
    is_open = answer[0] == 200 and f'data-round="{days.key}"' in answer[2]
    findings.append(Finding("opens", is_fine=is_open, about=str(answer[0])))
    if is_open:
        findings += _languages(fetch, kit, base)
    findings.append(_code(kit, base))
    return findings


def _address(kit: KitOf) -> Iterator[Finding]:
    yield Finding("outside", is_fine=kit.is_reachable, about=kit.public_url)
    yield Finding("https", is_fine=kit.public_url.startswith("https:"), about=kit.public_url)


def _dates(days: RoundDays, today: date) -> Finding:
    if days.phase != "open":
        return Finding("dates", is_fine=False, about=days.phase)
    if today < days.opens_on:
        return Finding("dates", is_fine=False, about="early")
    return Finding("dates", is_fine=today <= days.closes_on, about="over" if today > days.closes_on else "")


def _languages(fetch: Fetch, kit: KitOf, base: str) -> Iterator[Finding]:
    """A phone that asks for a language gets it, and the page says that it is in it."""
    for language in kit.languages:
        answer = fetch(base, language)
        speaks = answer is not None and answer[0] == 200 and f'<html lang="{language}"' in answer[2]
        yield Finding("language", is_fine=speaks, about=language)


def _code(kit: KitOf, base: str) -> Finding:
    """What the QR codes of the kit open is this link and no other."""
    opened = [kit.link((language,), "poster").partition("?")[0] for language in kit.languages]
    expected = [f"{base}/{language}" for language in kit.languages]
    return Finding("code", is_fine=opened == expected, about=base)
