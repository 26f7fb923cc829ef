"""Comments: administrators review them in a queue; everybody else sees the ones shown."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.results.comments import (
    Comment,
    Review,
    count_themes,
    counts_of,
    queue_of,
    review_comment,
    save_protocol,
    search,
    shown_comments,
)
from survey_app.actions.surveys.speech import in_words_of_round
from survey_app.errors import CommentError
from survey_app.extensions import db
from survey_app.lines import lines_of
from survey_app.results.instruments import NEEDS
from survey_app.staff.guard import staff, the_person
from survey_app.staff.paging import paged
from survey_app.staff.reach import round_at, round_in_reach, round_to_change
from survey_app.store.rounds.setup import asked_versions
from survey_app.store.schools.schools import get_district
from survey_app.surveys.text import Shown
from survey_app.vocabulary import DISTRICT_ADMIN, LONGEST_TEXT
from survey_app.web.wording.problems.telling import error_text

ON_A_PAGE = 20


@staff.get("/rounds/<key>/comments")
def comments(key: str) -> str:
    """Show which schools have comments, and how many wait for a review."""
    in_reach = round_in_reach(key)
    counts = counts_of(db.session(), key) if _reviews() else {}
    district = get_district(db.session(), in_reach.line.district)
    return render_template(
        "staff/results/comments.html",
        line=in_reach.line,
        round=in_reach,
        schools=paged(in_reach.slugs, lambda slug: in_reach.schools[slug].name),
        counts=counts,
        reviews=_reviews(),
        protocol=(district.safety_protocol if district else None) or "",
    )


@staff.post("/rounds/<key>/comments")
def change_protocol(key: str) -> ResponseReturnValue:
    """Change what the district does when a comment tells of danger."""
    in_reach = round_to_change(key)
    words = request.form.get("protocol", "")[: LONGEST_TEXT["protocol"]]
    save_protocol(db.session(), the_person().email, in_reach.line.district, words, datetime.now(UTC))
    flash(_("Saved."))
    return redirect(url_for("staff.comments", key=key))


@staff.get("/rounds/<key>/comments/<slug>")
def school_comments(key: str, slug: str) -> str:
    """Show the comments of a school, to review or to read."""
    return _page(key, slug)


@staff.post("/rounds/<key>/comments/<slug>/<number>")
def review(key: str, slug: str, number: str) -> ResponseReturnValue:
    """Show a comment, hide it, mask more of it, or hand it on as a safety concern."""
    themes = _themes(round_at(key, slug).line.key)
    decided = Review(
        state=request.form.get("state", ""),
        more=tuple(phrase.strip() for phrase in lines_of(request.form.get("more", "")) if phrase.strip()),
        themes=tuple(theme for theme in request.form.getlist("themes") if theme in themes),
        is_pinned=bool(request.form.get("pin")),
    )
    try:
        review_comment(db.session(), the_person().email, (key, slug), number, decided, datetime.now(UTC))
    except CommentError as error:
        return _page(key, slug, error_text(error)), 422
    if decided.state == "safety":
        flash(_("Follow the safety protocol now. The comment is not shown to anybody else."))
    kept = request.args
    where = url_for(
        "staff.school_comments",
        key=key,
        slug=slug,
        state=kept.get("state"),
        q=kept.get("q"),
        page=kept.get("page"),
    )
    return redirect(where)


def _page(key: str, slug: str, problem: str = "") -> str:
    in_reach = round_at(key, slug)
    reviews = _reviews()
    of_school = (queue_of if reviews else shown_comments)(db.session(), key, slug)
    every = of_school.readable
    state = request.args.get("state", "open" if reviews else "all")
    words = request.args.get("q", "")[: LONGEST_TEXT["search"]]
    chosen = _chosen(every, state, words)
    at = max(1, request.args.get("page", 1, int))
    district = get_district(db.session(), in_reach.line.district)
    return render_template(
        "staff/results/school_comments.html",
        line=in_reach.line,
        slug=slug,
        name=in_reach.schools[slug].name,
        every=every,
        chosen=chosen[(at - 1) * ON_A_PAGE : at * ON_A_PAGE],
        found=len(chosen),
        withheld=of_school.withheld,
        at=at,
        pages=-(-len(chosen) // ON_A_PAGE),
        state=state,
        words=words,
        reviews=reviews,
        themes=_themes(key),
        theme_counts=count_themes([one for one in every if one.state == "shown"]),
        questions=_questions(key, {one.version for one in every}),
        protocol=(district.safety_protocol if district else None) or "",
        problem=problem,
    )


def _chosen(comments: Sequence[Comment], state: str, words: str) -> list[Comment]:
    """Return the comments in a state ("all" asks for every one) that hold all of the words."""
    in_state = [one for one in comments if state == "all" or (one.state or "open") == state]
    return search(in_state, words) if words else in_state


def _reviews() -> bool:
    return the_person().role == DISTRICT_ADMIN


def _questions(key: str, versions: set[str]) -> Mapping[tuple[str, str], Shown]:
    """Map (version, question) to how it was asked."""
    return {
        (survey.version, question.name): question.ask.in_language(g.language)
        for survey in in_words_of_round(db.session(), key, versions)
        for question in survey.questions()
    }


def _themes(key: str) -> Mapping[str, str]:
    """Return the list of needs that a round asks for: code → words."""
    for survey in in_words_of_round(db.session(), key, asked_versions(db.session(), key)):
        for question in survey.questions():
            if question.name in NEEDS:
                return {
                    choice.code: choice.text.in_language(g.language).words
                    for choice in question.offered
                    if choice.code != "none"
                }
    return {}
