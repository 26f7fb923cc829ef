"""One item of a draft: its form, and what the form sends."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.actions.surveys.drafts import drafts, editing
from survey_app.actions.surveys.drafts.state import Draft
from survey_app.errors import DraftConflict, DraftError, NotFound
from survey_app.extensions import db
from survey_app.staff.guard import staff, the_person
from survey_app.staff.surveys.forms.item_page import Clash, ItemPage
from survey_app.staff.surveys.forms.typed import Typed, read_typed
from survey_app.store.schools.schools import schools_within
from survey_app.surveys.drafts.items import children
from survey_app.surveys.drafts.placing import Spot
from survey_app.web.security import framed_policy
from survey_app.web.wording.problems.telling import error_text

_TEMPLATES = {"about": "about", "section": "section", "question": "question", "list": "list"}


@staff.get("/surveys/<draft>/items/<item>")
def draft_item(draft: str, item: str) -> ResponseReturnValue:
    """Show the form of a section, a question, a shared list, or of the texts of the survey."""
    page = _page(drafts.read_draft(db.session(), the_person(), draft), item)
    if page.kind == "choice":
        return redirect(url_for("staff.draft_item", draft=draft, item=page.parent))
    return _draw(page)


@staff.post("/surveys/<draft>/items/<item>")
def save_item(draft: str, item: str) -> ResponseReturnValue:
    """Save what was changed; then add, move or remove a choice, if a button of one was pressed."""
    before = _page(drafts.read_draft(db.session(), the_person(), draft), item)
    typed = read_typed(before.places)
    try:
        _save(draft, typed)
        focus = _act(draft, item, request.form.get("do", ""))
    except DraftConflict as conflict:
        return _draw(_page(conflict.draft, item, typed, _clashes(conflict, typed))), 409
    except DraftError as error:
        refused = {(item, error.problems[0].field): error_text(error)}
        return _draw(_page(before.draft, item, typed, refused=refused)), 422
    if "X-Editor" in request.headers:
        return _draw(_page(drafts.read_draft(db.session(), the_person(), draft), item), focus)
    return redirect(url_for("staff.draft_item", draft=draft, item=item, _anchor=focus or None))


def _save(draft: str, typed: Typed) -> None:
    forms = typed.for_saving(keep_translations="keep_translations" in request.form)
    editing.save_items(db.session(), the_person(), draft, forms, datetime.now(UTC))


def _act(draft: str, item: str, wanted: str) -> str:
    """Do what a button beside a choice says. Returns the id of what should have the focus then."""
    act, _colon, about = wanted.partition(":")
    session, who, now = db.session(), the_person(), datetime.now(UTC)
    page = _page(drafts.read_draft(session, who, draft), item)
    if act == "add" and about in ("choices", "rows"):
        siblings = children(page.here, about)
        last = siblings[-1]["id"] if siblings else None
        kind = "row" if about == "rows" else "choice"
        new = editing.add_item(session, who, draft, kind, Spot(item, last), {"text": ""}, now)[1]
        return f"text-{new}"
    if act in ("up", "down", "remove") and about in page.places:
        return _change_choice(page, act, about)
    if act == "who-up":
        order = [str(each["name"]) for each in page.who_questions]
        at = order.index(about) if about in order else 0
        order[max(at - 1, 0)], order[at] = order[at], order[max(at - 1, 0)]
        drawn = {"who": page.document.get("who") or []}
        editing.save_fields(session, who, draft, item, editing.Form(drawn, {"who": order}), now)
    return ""


def _change_choice(page: ItemPage, act: str, choice: str) -> str:
    session, who, now = db.session(), the_person(), datetime.now(UTC)
    place = page.places[choice]
    ids = [each["id"] for each in children(page.places[place.parent].item, place.field)]
    if act == "remove":
        editing.remove_item(session, who, page.draft_id, choice, now)
        return ""
    others = [None, *(each for each in ids if each != choice)]
    to = place.number + (1 if act == "down" else -1)
    spot = Spot(place.parent, others[min(max(to, 0), len(others) - 1)])
    editing.move_item(session, who, page.draft_id, choice, spot, now)
    return f"text-{choice}"


def _clashes(conflict: DraftConflict, typed: Typed) -> dict[tuple[str, str], Clash]:
    """What somebody else wrote, beside what was typed here."""
    return {
        (item, name): Clash(
            theirs.who or _("Somebody"),
            theirs.at,
            _said(theirs.value),
            _said(typed.after[item][name]),
            typed.before[item][name],
        )
        for (item, name), theirs in conflict.fields.items()
    }


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    words = "\n".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
    return words or str(_("Nothing"))


def _page(
    draft: Draft,
    item: str,
    typed: Typed | None = None,
    clashes: Mapping[tuple[str, str], Clash] | None = None,
    refused: Mapping[tuple[str, str], str] | None = None,
) -> ItemPage:
    page = ItemPage(draft, item, typed.after if typed else {}, clashes or {}, refused or {})
    if item not in page.places:
        raise NotFound("nothing_here")
    return page


def _schools(page: ItemPage) -> list[tuple[str, str]]:
    """The schools that may ask a section of a coordinator, by name."""
    if not page.is_section:
        return []
    line = page.draft.line
    return [
        (each.slug, each.name)
        for each in schools_within(db.session(), line.district, frozenset(line.schools))
    ]


def _draw(page: ItemPage, focus: str = "") -> Response:
    response = make_response(
        render_template(
            f"staff/surveys/{_TEMPLATES[page.kind]}.html", page=page, focus=focus, schools=_schools(page)
        )
    )
    response.headers["Content-Security-Policy"] = framed_policy("frame-src", "'self'")
    return response
