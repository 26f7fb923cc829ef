"""Sections that only some schools add: a draft of one lives in the newest version of a survey, its host."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from survey_app.surveys.drafts.document import draft_of, with_ids
from survey_app.surveys.drafts.items import Document, Item, children
from survey_app.surveys.drafts.naming import from_words, unused
from survey_app.surveys.model import Survey


@dataclass(frozen=True)
class Host:
    """The survey that sections become part of. schools: the only schools that may add them."""

    survey: Survey
    schools: tuple[str, ...]


def empty_section(host: Survey, title: str, schools: Sequence[str]) -> Document:
    """A draft of a section for these schools, with nothing but a title."""
    text = {"words": {host.language: title}}
    name = unused(from_words(title, "section"), {section.name for section in host.sections})
    section = {"name": name, "title": text, "optional": True, "schools": list(schools), "questions": []}
    return with_ids(
        {
            "name": host.name,
            "audience": host.audience,
            "language": host.language,
            "title": text,
            "sections": [section],
        }
    )


def sections_for(document: Document, schools: Iterable[str]) -> Document | None:
    """A draft of those sections of a survey that only these schools add; None if it has none."""
    own = set(schools)
    sections = [each for each in children(document, "sections") if _is_theirs(each, own)]
    used = {
        str(question[name].get("list"))
        for section in sections
        for question in section["questions"]
        for name in ("choices", "rows")
        if isinstance(question.get(name), dict)
    }
    if not sections:
        return None
    kept: Document = {key: document[key] for key in ("name", "audience", "language")}
    lists = [each for each in children(document, "lists") if each["id"] in used]
    shaped = {**kept, "title": sections[0]["title"], "sections": sections}
    return {**shaped, "lists": lists} if lists else shaped


def hosted(document: Document, host: Host) -> Document:
    """The host with the sections of a draft at its end. They replace those of the same names and schools."""
    whole = draft_of(host.survey)
    ours = [_of_host(each, host) for each in children(document, "sections")]
    names = {each.get("name") for each in ours}
    schools = set(host.schools)
    kept = [
        each for each in whole["sections"] if each.get("name") not in names or not _is_theirs(each, schools)
    ]
    lists = [*children(whole, "lists"), *children(document, "lists")]
    return {**whole, "sections": [*kept, *ours], **({"lists": lists} if lists else {})}


def _of_host(section: Item, host: Host) -> Item:
    """A section that only these schools may add, whatever it says itself."""
    given = section.get("schools")
    chosen = [slug for slug in host.schools if isinstance(given, list) and slug in given]
    return {**section, "optional": True, "schools": chosen or list(host.schools)}


def carried_over(document: Document, base: Survey | None, newest: Survey | None) -> Document:
    """A draft with the sections of schools that were published since it began; nobody took them out."""
    if newest is None or (base is not None and base.version == newest.version):
        return document
    known = {section.name for section in base.sections} if base else set()
    known |= {str(each.get("name")) for each in children(document, "sections")}
    later = draft_of(newest)
    missing = list(_of_schools(later, known))
    if not missing:
        return document
    lists = [*children(document, "lists"), *children(later, "lists")]
    return {**document, "sections": [*document["sections"], *missing], "lists": lists}


def _of_schools(later: Document, known: set[str]) -> Iterator[Item]:
    for section in later["sections"]:
        if section.get("schools") and section["name"] not in known:
            yield section


def _is_theirs(section: Item, schools: set[str]) -> bool:
    of_section = section.get("schools") or []
    return bool(of_section) and schools.issuperset(of_section)
