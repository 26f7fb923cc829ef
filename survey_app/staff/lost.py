"""What staff see at an address where there is nothing, and when something went wrong."""

from flask import g, render_template
from flask_babel import force_locale

from survey_app.languages.locales import locale_name
from survey_app.staff.guard import LANGUAGES, may_use
from survey_app.web.language import reader_language


def draw_error(status: int, language: str) -> str:
    """Draw the page of an error, in a language of the staff pages.

    It asks the database nothing, because that may be what is wrong. So only pages that got as far as the guard know who
    is signed in, and have the menu.
    """
    spoken = language if language in LANGUAGES else reader_language(LANGUAGES)
    with force_locale(locale_name(spoken)):
        return render_template(
            "staff/lost.html", status=status, language=spoken, who=g.get("who"), may=may_use
        )
