"""The distribution kit of a round: the sheets for each link, and all of them as a zip."""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from survey_app.actions.schools.branding import as_drawn
from survey_app.actions.surveys.speech import in_words_of
from survey_app.addresses import opens_on_phones
from survey_app.documents.kit import KINDS, USUAL_COLOR, Asked, Sheet, Wording, sheet_pdf, slips_pdf
from survey_app.errors import PaperError
from survey_app.problems.english import in_english
from survey_app.problems.problem import Problem
from survey_app.store.tables import District, Link, Round, School
from survey_app.store.texts import newest_wordings
from survey_app.surveys.access_codes import spell
from survey_app.surveys.words.wordings import INTERFACE

WordingOf = Callable[[str, Asked], Wording]
"""Takes a language and what is asked. Returns every word in that language."""


@dataclass(frozen=True)
class KitOf:
    """What the kit of one link needs to know. public_url: "https://surveys.example.org"."""

    slug: str
    asked: Asked
    district: str
    color: str
    logo: bytes | None
    languages: Sequence[str]
    public_url: str

    @property
    def audience(self) -> str:
        """Who answers."""
        return self.asked.audience

    @property
    def school(self) -> str:
        """The name of the school."""
        return self.asked.school

    @property
    def is_reachable(self) -> bool:
        """Whether a phone can open the address. If not, people can see the sheets, but without code and address."""
        return opens_on_phones(self.public_url)

    @property
    def address(self) -> str:
        """The address without scheme and language, short enough to type."""
        return f"{self.public_url.partition('://')[2]}/s/{self.slug}/{self.audience}"

    def link(self, languages: Sequence[str], source: str) -> str:
        """Return what a QR code opens: the survey in the paper's language. With bilingual paper, the phone chooses."""
        ending = f"/{languages[0]}" if len(languages) == 1 else ""
        return f"{self.public_url}/s/{self.slug}/{self.audience}{ending}?from={source}"

    def sheet(self, languages: Sequence[str], source: str, wording_of: WordingOf) -> Sheet:
        """Make a sheet in one language or two."""
        words = [wording_of(language, self.asked) for language in languages]
        return Sheet(
            school=self.school,
            district=self.district,
            color=self.color,
            logo=self.logo,
            address=self.address if self.is_reachable else words[0].no_address,
            link=self.link(languages, source) if self.is_reachable else "",
            wordings=tuple(words),
        )


def kit_of(session: Session, link: Link, public_url: str) -> KitOf:
    """Gather what the kit of a link needs. Color and logo are the school's, or else the district's."""
    school, row = session.get_one(School, link.school), session.get_one(Round, link.round)
    district = session.get_one(District, school.district)
    (survey,) = in_words_of(session, district.code, [link.version])
    offered = [each for each in survey.languages if not link.languages or each in link.languages]
    return KitOf(
        slug=school.slug,
        asked=Asked(
            audience=link.audience,
            school=school.name,
            closes_on=row.closes_on,
            minutes=survey.minutes,
            may_skip=not any(question.required for question in survey.questions()),
            said=tuple(newest_wordings(session, district.code, INTERFACE)),
        ),
        district=district.name,
        color=as_drawn(school.color or district.color) or USUAL_COLOR,
        logo=school.logo or district.logo,
        languages=offered,
        public_url=public_url,
    )


def code_slips(
    kit: KitOf, languages: Sequence[str], trays: Mapping[str, Sequence[str]], wording_of: WordingOf
) -> bytes:
    """Make slips with access codes, in trays. The code stands behind "#"; phones send that part to nobody."""
    sheet = kit.sheet(languages, "slip", wording_of)
    base = sheet.link.partition("?")[0]
    return slips_pdf(sheet, trays, lambda code: f"{base}#c={code}" if base else "", spell)


def all_sheets(kits: Iterable[KitOf]) -> Iterator[tuple[str, KitOf, str, tuple[str, ...]]]:
    """List every sheet of these kits: path in the zip, kit, kind, languages. Bilingual sheets add English."""
    for kit in kits:
        singles = [(language,) for language in kit.languages]
        pairs = [("en", language) for language in kit.languages if language != "en" and "en" in kit.languages]
        for languages in (*singles, *pairs):
            for kind in KINDS:
                path = f"{kit.slug}/{kit.audience}/{kind}-{'-'.join(languages)}.pdf"
                yield path, kit, kind, languages


def write_zip(
    path: Path,
    sheets: Sequence[tuple[str, KitOf, str, tuple[str, ...]]],
    wording_of: WordingOf,
    tell: Callable[[int], None],
) -> list[Problem]:
    """Write all sheets into a zip, and call tell(number) after each. Return the sheets that failed, and why.

    One sheet that fails does not stop the others. Raises PaperError if all fail.
    """
    faults = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as file:
        for number, (name, kit, kind, languages) in enumerate(sheets, start=1):
            try:
                file.writestr(name, sheet_pdf(kind, kit.sheet(languages, kind, wording_of)))
            except PaperError as error:
                faults.append(Problem("sheet_not_made", {"sheet": name, "why": error.problems[0]}))
            tell(number)
        if faults:
            file.writestr("NOT-MADE.txt", "\n".join(in_english(fault) for fault in faults))
    if faults and len(faults) == len(sheets):
        raise PaperError.of(faults)
    return faults
