"""Add a language to those that the district translates into."""

from collections.abc import Sequence
from datetime import UTC, datetime

from babel.dates import format_date
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.audit_log import Actor
from survey_app.actions.texts.languages import (
    add_language,
    languages_to_add,
    take_language_away,
    without_words,
)
from survey_app.config import today_in_california
from survey_app.errors import TextError
from survey_app.extensions import db
from survey_app.languages.locales import addable, endonym, locale_name, plural_rule
from survey_app.problems.problem import Problem
from survey_app.staff.guard import staff, the_person
from survey_app.staff.paging import paged
from survey_app.staff.texts.reach import the_district
from survey_app.web.wording.problems.telling import problem_text


@staff.get("/texts/add-language")
def languages_form() -> str:
    """Show the languages that the district can add, and what we know of each."""
    return _draw()


@staff.post("/texts/add-language")
def add_one_language() -> ResponseReturnValue:
    """Add a language. Its texts then wait for a translator."""
    tag = request.form.get("language", "")
    try:
        add_language(db.session(), _actor(), the_district(), tag)
    except TextError as error:
        return _draw(error.problems), 422
    flash(
        _(
            "%(language)s is here. Families can choose it in a survey once every text of that survey has words.",
            language=endonym(tag),
        )
    )
    return redirect(url_for("staff.texts_in_language", language=tag))


@staff.post("/texts/<language>/remove")
def remove_language(language: str) -> ResponseReturnValue:
    """Take away a language that was added by mistake."""
    try:
        take_language_away(db.session(), _actor(), the_district(), language)
    except TextError as error:
        flash(problem_text(error.problems[0]))
        return redirect(url_for("staff.texts"))
    flash(_("%(language)s is no longer here.", language=endonym(language)))
    return redirect(url_for("staff.texts"))


def _actor() -> Actor:
    return Actor(the_person().email, datetime.now(UTC))


def _draw(problems: Sequence[Problem] = ()) -> str:
    names = addable()
    return render_template(
        "staff/texts/add_language.html",
        tags=paged(languages_to_add(db.session(), the_district()), names.__getitem__),
        added=without_words(db.session(), the_district()),
        names=names,
        forms=lambda tag: plural_rule(tag)[0],
        day=lambda tag: format_date(today_in_california(), "long", locale_name(tag)),
        problems=problems,
    )
