"""Which texts the person at the staff door may work on: of which district, in which languages."""

from dataclasses import dataclass
from functools import cached_property

from flask import request, session

from survey_app.actions.texts.read_texts import districts_of, languages_of, texts_in
from survey_app.errors import NotFound
from survey_app.extensions import db
from survey_app.staff.guard import the_person
from survey_app.surveys.words.standing import TextLine

_CHOSEN = "texts_district"


def the_district() -> str:
    """Return the district whose texts the person sees. Whoever runs the server chooses one with ?district=CODE.

    Raises NotFound if there is none.
    """
    who = the_person()
    if who.district is not None:
        return who.district
    codes = [code for code, _ in districts_of(db.session(), who)]
    wanted = request.args.get("district") or session.get(_CHOSEN)
    if not codes or (request.args.get("district") and wanted not in codes):
        raise NotFound("no_district")
    if wanted in codes and session.get(_CHOSEN) != wanted:
        session[_CHOSEN] = wanted
    return wanted if wanted in codes else codes[0]


@dataclass(frozen=True)
class TextsInReach:
    """The texts of a district in one language."""

    district: str
    language: str

    @cached_property
    def lines(self) -> list[TextLine]:
        """All of them, families first."""
        return texts_in(db.session(), self.district, self.language)


def texts_in_reach(language: str) -> TextsInReach:
    """Return the texts in a language that the person works on. Raises NotFound for any other."""
    district = the_district()
    if language not in languages_of(db.session(), the_person(), district):
        raise NotFound("nothing_here")
    return TextsInReach(district, language)
