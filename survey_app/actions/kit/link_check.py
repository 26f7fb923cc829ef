"""Check a school's link as a phone would: it answers, opens in every language, and the QR code is right."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from survey_app.actions.kit.kit import KitOf

Fetch = Callable[[str, str], tuple[int, str, str] | None]
"""Takes address and Accept-Language. Returns status, final address, and page; None if nobody answers."""


@dataclass(frozen=True)
class Finding:
    """One thing that we checked. about: its subject, for the words of the page."""

    code: str
    is_fine: bool
    about: str = ""


@dataclass(frozen=True)
class RoundDays:
    """What the check must know about the round."""

    key: str
    phase: str
    opens_on: date
    closes_on: date


def examine_link(fetch: Fetch, kit: KitOf, days: RoundDays, today: date) -> list[Finding]:
    """Check everything, in order. If one step fails, leave out the steps that need it."""
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
    """Check each language: a phone that asks for it gets it, and the page declares it."""
    for language in kit.languages:
        answer = fetch(base, language)
        speaks = answer is not None and answer[0] == 200 and f'<html lang="{language}"' in answer[2]
        yield Finding("language", is_fine=speaks, about=language)


def _code(kit: KitOf, base: str) -> Finding:
    """Check that the QR codes of the kit open this link and no other."""
    opened = [kit.link((language,), "poster").partition("?")[0] for language in kit.languages]
    expected = [f"{base}/{language}" for language in kit.languages]
    return Finding("code", is_fine=opened == expected, about=base)
