"""Forms and files that are refused say why in Spanish, and name the remedy."""

import io
import re
from html import unescape

import pytest

from survey_app.web.wording.problems.results import WORK
from survey_app.web.wording.problems.server import SERVER
from survey_app.web.wording.problems.surveys import SURVEYS
from survey_app.web.wording.problems.telling import ON_PAGES
from survey_app.web.wording.problems.workbooks import WORKBOOKS
from tests.directory.state_files import SCHOOLS
from tests.staff.refusals.refused_forms import FORMS, STATE_FILES
from tests.staff.refusals.spanish_pages import SPANISH, check, send


def file(content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), "file.txt"


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_is_refused_says_why_in_spanish(admin, say, form):
    path, fields, codes = FORMS[form]

    check(send(admin, path, **fields), codes, say)


def test_a_file_that_is_not_a_picture_is_refused_in_spanish(admin, say):
    page = send(admin, "/staff/schools/merced-high/brand", color="#145c48", logo=file(b"<svg>"))

    check(page, ["logo_not_a_picture"], say)


@pytest.mark.parametrize("kind", STATE_FILES)
def test_a_file_of_the_state_is_refused_in_spanish(superuser, say, kind):
    directory, enrollment, codes = STATE_FILES[kind]
    files = {"directory": file(directory)} | ({"enrollment": file(enrollment)} if enrollment else {})
    page = send(superuser, "/staff/schools/import", **files)
    if enrollment:
        (chosen,) = re.findall(r'href="([^"]*district=24-65789)"', page)
        page = superuser.get(f"/staff/schools/import/{unescape(chosen).split('/')[-1]}", headers=SPANISH).text

    check(page, codes, say)


def test_no_file_and_a_file_of_others_are_refused_in_spanish(site, admin, say):
    others = SCHOOLS.read_bytes().replace(b"\r\n", b"\n")
    only_theirs = b"\n".join(line for line in others.split(b"\n") if not line.startswith(b"2465789"))

    check(send(admin, "/staff/schools/import"), ["no_schools_file"], say)
    check(
        send(admin, "/staff/schools/import", directory=file(only_theirs)), ["own_district_not_in_file"], say
    )


ELSEWHERE = {
    "active_consent_missing": "no school of this district has a grade 6; tests/staff/rounds opens one",
    "no_account": "only a command names an account by its address",
    "account_gone": "404",
    "administrator_with_schools": "the door leaves the schools out",
    "district_missing": "the form has one",
    "district_unknown": "the form has one",
    "no_round": "404",
    "round_asks_nobody": "the form of a round does not let it be",
    "round_asks_not": "404",
    "sample_gone": "404",
    "schools_of_two_districts": "tests/actions/rounds/setup",
    "once_for_child": "no survey of the library says so",
    "account_language_unknown": "the form has boxes",
    "words_missing": "tests/surveys/words",
    "words_not_storable": "tests/surveys/words",
    "words_too_long": "tests/surveys/words",
    "words_placeholders": "tests/staff/texts",
    "words_without_placeholders": "tests/surveys/words",
    "words_changed_since": "tests/staff/texts",
    "texts_file_too_large": "tests/surveys/words",
    "texts_file_empty": "tests/surveys/words",
    "texts_file_not_utf8": "tests/staff/texts",
    "texts_file_line": "tests/staff/texts",
    "texts_file_columns": "tests/surveys/words",
    "texts_file_missing": "tests/staff/texts",
    "texts_changed_since": "tests/staff/texts",
    "clip_missing": "tests/staff/texts",
    "clip_not_agreed": "tests/staff/texts",
    "clip_kind": "tests/actions/clips",
    "clip_large": "tests/actions/clips",
    "clip_damaged": "tests/actions/clips",
    "clip_failed": "tests/actions/clips",
    "clip_short": "tests/actions/clips",
    "clip_long": "tests/actions/clips",
    "clip_silent": "tests/actions/clips",
    "clip_quiet": "tests/actions/clips",
    "clip_not_of_text": "tests/actions/clips",
    "clip_twice": "tests/actions/clips",
    "clips_not_zip": "tests/actions/clips",
    "clips_too_many": "tests/actions/clips",
    "clips_too_large": "tests/actions/clips",
    "clips_no_time": "tests/actions/clips",
    "no_approval_of_own": "tests/staff/texts",
    "language_not_addable": "tests/languages/test_added_language.py",
    "language_has_words": "tests/languages/test_added_language.py",
    "no_school": "404",
    "no_district": "404",
    "schools_changed_since": "tests/staff/schools/test_schools.py",
    "uploads_gone": "404",
    "sealing_now": "only while a seal is under way; tests/actions/rounds/test_lifecycle.py",
    "school_languages_unknown": "the form has boxes",
    "logo_too_large": "tests/actions/schools/test_branding.py",
    "deletion_asked": "tests/actions/rounds/test_deletion.py",
    "deletion_own": "tests/staff/rounds/test_deletion.py",
    "deletion_is_another": "tests/actions/rounds/test_deletion.py",
    "round_deleted": "tests/actions/rounds/test_deletion.py",
    "schools_file": "a name",
    "enrollment_file": "a name",
    "languages_file": "a name",
    "any_file": "a name",
    "state_file_too_large": "256 MiB",
    "state_file_unreadable": "tests/directory",
    "state_file_number": "tests/directory",
    "state_file_school_twice": "tests/directory",
    "state_file_no_totals": "tests/directory",
}
"""Codes that no form above provokes, and why. A job shows each of them above."""


def test_every_code_of_pages_is_provoked_or_it_is_said_why_not():
    forms = [*FORMS.values(), *STATE_FILES.values()]
    alone = {
        *("logo_not_a_picture", "no_schools_file", "own_district_not_in_file", "own_account", "own_rights"),
        *("email_taken", "password_too_short", "password_too_long", "password_easy_to_guess", "digits_wrong"),
        *("link_used", "sign_in_wrong", "sign_in_waiting"),
    }
    provoked = {code for form in forms for code in form[2]} | alone
    # Their tests are in tests/surveys, tests/actions/surveys and tests/staff/surveys.
    of_surveys = {*SURVEYS, *WORKBOOKS}
    of_jobs_and_comments = {code for code in ON_PAGES if code.startswith(("results_", "draft_", "comment"))}
    rest = {*ON_PAGES} - {*SERVER} - {*WORK} - provoked - {*ELSEWHERE} - of_jobs_and_comments - of_surveys

    assert provoked & {*ELSEWHERE} == set()
    assert rest == {
        "responses_not_mixed",
        "export_not_mixed",
        "withdrawn_already",
        "made_again_without_reason",
        "reason_too_long",
        "no_comment",
        "phrase_not_in_comment",
        "school_not_in_round",
        "rows_recognizable",
    }
