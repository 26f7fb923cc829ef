"""Nobody passes the staff door without a role. Every form carries a token. What people typed outlives a session."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from survey_app.actions.accounts.roles import StaffUser
from survey_app.actions.accounts.sign_in import session_user, start_session
from survey_app.actions.accounts.staff_accounts import who_is
from survey_app.actions.accounts.two_factor import SecretKeeper
from survey_app.errors import NotFound
from survey_app.extensions import csrf, db
from survey_app.store.tables import Account
from survey_app.vocabulary import COORDINATOR, DISTRICT_ADMIN, ROLES, TRANSLATOR, VIEWER
from survey_app.web.language import best_language, reader_language
from survey_app.web.security import is_surely_ours, refuse_other_sites

staff = Blueprint("staff", __name__, url_prefix="/staff")

ANYONE = "anyone"
ALL = frozenset(ROLES)
ADMINS = frozenset({DISTRICT_ADMIN})
TEAM = frozenset({DISTRICT_ADMIN, COORDINATOR})
READERS = frozenset({DISTRICT_ADMIN, COORDINATOR, VIEWER})
SPEAKERS = frozenset({DISTRICT_ADMIN, TRANSLATOR})
# Who may use an endpoint. We refuse every endpoint that is not in this list; "anyone" needs no sign-in.
PERMISSIONS: dict[str, frozenset[str] | str] = {
    "staff.sign_in_page": ANYONE,
    "staff.check_sign_in": ANYONE,
    "staff.ask_to_enter": ANYONE,
    "staff.enter_by_link": ANYONE,
    "staff.invitation": ANYONE,
    "staff.accept": ANYONE,
    "staff.sign_out_here": ALL,
    "staff.start": ALL,
    "staff.my_account": ALL,
    "staff.rounds": TEAM,
    "staff.round_page": TEAM,
    "staff.new_round": TEAM,
    "staff.make_round": TEAM,
    "staff.change_form": TEAM,
    "staff.change": TEAM,
    "staff.sample": ADMINS,
    "staff.remove": ADMINS,
    "staff.sections": TEAM,
    "staff.save_sections": TEAM,
    "staff.participation": TEAM,
    "staff.participation_csv": TEAM,
    "staff.check_link": TEAM,
    "staff.begin_oidc": ANYONE,
    "staff.end_oidc": ANYONE,
    "staff.kit": TEAM,
    "staff.kit_sheet": TEAM,
    "staff.new_codes": TEAM,
    "staff.void_unused_codes": TEAM,
    "staff.ask_for_kit": TEAM,
    "staff.job": TEAM,
    "staff.job_file": TEAM,
    "staff.results": READERS,
    "staff.unit_results": READERS,
    "staff.survey_results": READERS,
    "staff.section_results": READERS,
    "staff.question_results": READERS,
    "staff.report": READERS,
    "staff.chart": READERS,
    "staff.make_results": TEAM,
    "staff.approve_results": ADMINS,
    "staff.withdraw_results": ADMINS,
    "staff.comments": TEAM,
    "staff.change_protocol": ADMINS,
    "staff.school_comments": TEAM,
    "staff.review": ADMINS,
    "staff.plan": TEAM,
    "staff.save_plan": TEAM,
    "staff.preview": TEAM,
    "staff.preview_survey": TEAM,
    "staff.rehearse": TEAM,
    "staff.open_": TEAM,
    "staff.extend": TEAM,
    "staff.close": TEAM,
    "staff.finish": TEAM,
    "staff.delete": TEAM,
    "staff.deletion": ADMINS,
    "staff.ask_for_deletion": ADMINS,
    "staff.agree_to_deletion": ADMINS,
    "staff.call_off": ADMINS,
    "staff.download": ADMINS,
    "staff.shared_devices": TEAM,
    "staff.interviews": TEAM,
    "staff.schools_list": TEAM,
    "staff.school": TEAM,
    "staff.save_school": TEAM,
    "staff.save_school_brand": TEAM,
    "staff.new_school": ADMINS,
    "staff.make_school": ADMINS,
    "staff.district": ADMINS,
    "staff.save_district": ADMINS,
    "staff.import_form": ADMINS,
    "staff.take_files": ADMINS,
    "staff.see_changes": ADMINS,
    "staff.apply_changes": ADMINS,
    "staff.people": ADMINS,
    "staff.invite_person": ADMINS,
    "staff.person": ADMINS,
    "staff.change_person": ADMINS,
    "staff.reset_person": ADMINS,
    "staff.disable_person": ADMINS,
    "staff.enable_person": ADMINS,
    "staff.log": ADMINS,
    "staff.texts": SPEAKERS,
    "staff.texts_in_language": SPEAKERS,
    "staff.text": SPEAKERS,
    "staff.save_text": SPEAKERS,
    "staff.approve_texts": ADMINS,
    "staff.languages_form": ADMINS,
    "staff.add_one_language": ADMINS,
    "staff.remove_language": ADMINS,
    "staff.preview_texts": SPEAKERS,
    "staff.text_screen": SPEAKERS,
    "staff.texts_file": SPEAKERS,
    "staff.texts_file_form": SPEAKERS,
    "staff.see_texts_file": SPEAKERS,
    "staff.take_texts_file": SPEAKERS,
    "staff.sign_off_sheet_pdf": SPEAKERS,
    "staff.clips": SPEAKERS,
    "staff.take_clips": SPEAKERS,
    "staff.clips_csv": SPEAKERS,
    "staff.clip": SPEAKERS,
    "staff.take_clip": SPEAKERS,
    "staff.remove_one_clip": SPEAKERS,
    "staff.surveys": TEAM,
    "staff.copy_survey": TEAM,
    "staff.start_survey": TEAM,
    "staff.draft": TEAM,
    "staff.draft_item": TEAM,
    "staff.save_item": TEAM,
    "staff.add_item_here": TEAM,
    "staff.copy_item_here": TEAM,
    "staff.remove_item_here": TEAM,
    "staff.move_item_here": TEAM,
    "staff.undo_edit": TEAM,
    "staff.draft_history": TEAM,
    "staff.draft_changes": TEAM,
    "staff.publish_survey": TEAM,
    "staff.try_draft": TEAM,
    "staff.draft_phone": TEAM,
    "staff.whole_draft": TEAM,
    "staff.export_survey": TEAM,
    "staff.export_draft": TEAM,
    "staff.import_survey": ADMINS,
    "staff.read_survey": ADMINS,
    "staff.take_survey": ADMINS,
}
LANGUAGES = ("en", "es")
LARGEST_FORM = 8 * 1024 * 1024  # bytes; a logo is the largest part
LARGEST_FILES = 128 * 1024 * 1024  # of the state, all three together: its enrollment alone has 32 MB
LARGEST_CLIPS = 64 * 1024 * 1024  # recordings of a speaker, all of a zip together
_LARGEST = {
    "staff.take_files": LARGEST_FILES,
    "staff.take_clips": LARGEST_CLIPS,
    "staff.take_clip": LARGEST_CLIPS,
}


@staff.before_request
def guard() -> ResponseReturnValue | None:
    """Admit people with a role that the page allows. Ask others to sign in, and keep what they typed."""
    g.language = _language_of_page()
    request.max_content_length = _LARGEST.get(request.endpoint or "", LARGEST_FORM)
    if "\0" in request.path:  # Postgres keeps no NUL, and refuses to look for one
        raise NotFound("nothing_here")
    may = PERMISSIONS.get(request.endpoint or "")
    if may is None:
        return _refused()
    if may == ANYONE:
        return _check_token()
    who = session_user(db.session(), session.get("token", ""), datetime.now(UTC))
    if who is None:
        return _ask_to_sign_in()
    g.who = who
    return _refused() if who.role not in may else _check_token()


@staff.after_request
def keep_out_of_caches(response: ResponseReturnValue) -> ResponseReturnValue:
    """Keep what staff see out of shared caches and disk caches."""
    response.headers["Cache-Control"] = "no-store"  # type: ignore[union-attr]
    return response


@staff.context_processor
def what_every_page_knows() -> dict[str, object]:
    """Give templates the language, and who is signed in, if anybody."""
    return {"language": g.get("language", "en"), "who": g.get("who"), "may": may_use}


def the_person() -> StaffUser:
    """Return who is signed in, on a page that needs a role."""
    who: StaffUser = g.who
    return who


def may_use(endpoint: str) -> bool:
    """Whether the person who is signed in may use this page, so that a link to it is useful."""
    who, may = g.get("who"), PERMISSIONS[f"staff.{endpoint}"]
    return may == ANYONE or (who is not None and who.role in may)


def keeper() -> SecretKeeper:
    """Return what locks the secrets of the second step."""
    return SecretKeeper.of(Path(current_app.instance_path))


def begin_session(account: Account) -> None:
    """Sign somebody in and forget whatever the cookie held before."""
    g.who = who_is(account)
    session.clear()
    session.permanent = True
    session["token"] = start_session(db.session(), account.id, datetime.now(UTC))


def typed_fields() -> list[tuple[str, str]]:
    """Return what somebody typed into the form that they just sent, without its token."""
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]


def draw_go_on(address: str, kept: str) -> str:
    """Show what was typed, with a button: we do nothing before its owner has looked."""
    fields = parse_qsl(kept, keep_blank_values=True)
    return render_template("staff/go_on.html", address=own_address(address), fields=fields)


def own_address(address: str) -> str:
    """Return an address of the staff door. The start page replaces any other address."""
    is_ours = address.startswith("/staff/") and "\\" not in address and "//" not in address.partition("?")[0]
    return address if is_ours else url_for("staff.start")


def _language_of_page() -> str:
    """Return the language of the person. An address of texts names the language that they check, not their own."""
    if request.path.startswith("/staff/texts"):
        return best_language(request.headers.get("Accept-Language", ""), LANGUAGES)
    return reader_language(LANGUAGES)


def _check_token() -> ResponseReturnValue | None:
    if request.method != "POST":
        return None
    try:
        csrf.protect()
    except CSRFError:
        # Perhaps they signed in again in another tab. A page of another site gets nothing to press.
        if not is_surely_ours(request, current_app.config["PUBLIC_URL"]):
            raise
        g.who = session_user(db.session(), session.get("token", ""), datetime.now(UTC))
        return draw_go_on(request.full_path.rstrip("?"), urlencode(typed_fields())), 400
    refuse_other_sites(request, current_app.config["PUBLIC_URL"])
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method == "POST" and is_surely_ours(request, current_app.config["PUBLIC_URL"]):
        kept = {"address": request.full_path.rstrip("?"), "kept": urlencode(typed_fields())}
        return render_template("staff/accounts/sign_in.html", has_ended=True, **kept), 401
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    if wanted == url_for("staff.start"):
        wanted = None
    return redirect(url_for("staff.sign_in_page", next=wanted))


def _refused() -> ResponseReturnValue:
    return render_template("staff/refused.html"), 403
