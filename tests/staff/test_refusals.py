"""Refusals in Spanish: whoever reads a staff page reads why, what to do about it, and no English of the terminal."""

import io
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale

from survey_app.actions.surveys.catalog import publish_survey
from survey_app.config import read_settings, today_in_california
from survey_app.extensions import db
from survey_app.factory import create_app
from survey_app.problems.english import ENGLISH, in_english
from survey_app.problems.problem import NAMED, Problem, kept
from survey_app.store.tables import Account, Job, Link, Round
from survey_app.surveys.yaml_file import load_library
from survey_app.web.wording.problems.results import WORK
from survey_app.web.wording.problems.server import SERVER
from survey_app.web.wording.problems.telling import COUNTED, ON_PAGES, problem_text
from tests.directory.test_state_files import ENROLLMENT, SCHOOLS
from tests.staff.accounts.people import OURS, add_districts, signed_in_as
from tests.staff.conftest import token_of

SPANISH = {"Accept-Language": "es"}
COMMAND = re.compile(r"run\.py|`[a-z]|(?<![\w-])--[a-z]+|chmod")
LEAST_WORDS = 3
PLAIN = ("said_earlier", "sheet_not_made")
"""Codes whose words are values alone."""
FOR_WHOEVER_RUNS_IT = "python3 run.py staff link"
"""The last words of the page to sign in, after a sentence that says who can do that."""
ROUND_PAGE, KIT = "/staff/rounds/ours", "/staff/rounds/ours/kit/merced-high/family"
TODAY = today_in_california()


def pieces(words: str) -> list[str]:
    """What stands between the values of a sentence, where it is long enough to be known again."""
    parts = [part.strip(" ;:,.\n").replace("%%", "%") for part in NAMED.sub("\0", words).split("\0")]
    return [part for part in parts if len(part.split()) >= LEAST_WORDS]


def english_of_the_terminal(text: str) -> list[str]:
    """List the sentences and commands of the terminal on a page."""
    said = [piece for words in ENGLISH.values() for piece in pieces(words) if piece.lower() in text.lower()]
    return [*dict.fromkeys(said), *COMMAND.findall(text)]


def text_of(page: str) -> str:
    """The words of a page as a person sees them, in its language; what is marked as English is left out."""
    main = re.search(r"<main.*?</main>", page, re.DOTALL)
    foreign = re.sub(r'<(\w+)[^>]*\blang="en"[^>]*>.*?</\1>', " ", main[0] if main else page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", foreign)).split()).removesuffix(FOR_WHOEVER_RUNS_IT)


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, static_builds: Path
) -> Iterator[Flask]:
    """An app with rounds that are as far as rounds can be."""
    folder = tmp_path_factory.mktemp("refusals")
    (folder / "static").symlink_to(static_builds)
    url = f"sqlite:///{shutil.copy(sqlite_template, folder / 'survey.sqlite')}"
    app = create_app(read_settings({"DATABASE_URL": url, "INSTANCE_PATH": str(folder)}))
    add_districts(app)
    with app.app_context():
        publish_survey(db.session(), load_library()["student"], datetime.now(UTC))
        add_round("opened", "open", ("merced-high", "family", "family-2026.3", {}))
        add_round("late", "open", late_until=TODAY + timedelta(days=9))
        add_round("done", "closed", ("sequoia-high", "family", "family-2026.3", {}))
        add_round("students", "draft", ("sequoia-high", "student", load_library()["student"].version, {}))
        add_round("coded", "draft", ("sequoia-high", "family", "family-2026.3", {"access": "codes"}))
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


def add_round(
    key: str,
    state: str,
    link: tuple[str, str, str, dict[str, str]] = ("sequoia-high", "family", "family-2026.3", {}),
    late_until: date | None = None,
) -> None:
    days = {"opens_on": TODAY - timedelta(days=9), "closes_on": TODAY + timedelta(days=9)}
    row = Round(key=key, district=OURS, name=key.title(), state=state, late_until=late_until, **days)
    db.session.add(row)
    db.session.flush()
    school, audience, version, more = link
    db.session.add(Link(round=key, school=school, audience=audience, version=version, **more))


@pytest.fixture(scope="module")
def admin(site: Flask) -> FlaskClient:
    return signed_in_as(site, "district_admin")


@pytest.fixture(scope="module")
def superuser(site: Flask) -> FlaskClient:
    return signed_in_as(site, "district_admin", district=None)


@pytest.fixture(scope="module")
def say(site: Flask) -> Callable[[str], list[str]]:
    """The pieces of what a page must say in Spanish for a code."""

    def said(code: str) -> list[str]:
        with site.test_request_context(), force_locale("es"):
            words = str(ON_PAGES[code])
        parts = [" ".join(part.split()) for part in NAMED.sub("\0", words).split("\0")]
        return [part for part in parts if part.strip(" .,:")]

    return said


def send(client: FlaskClient, path: str, **fields: object) -> str:
    """Send a form; the page that follows."""
    token = token_of(client.get("/staff/schools/new", headers=SPANISH).text)
    data = {"csrf_token": token, **fields}
    return client.post(path, data=data, headers=SPANISH, follow_redirects=True).text


def file(content: bytes) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), "file.txt"


FIRST_SCHOOL = b"24657890107672"
ROUNDS = {
    "rehearse": ("/staff/rounds/opened/rehearse", {}, ["round_has_real_responses"]),
    "open again": ("/staff/rounds/opened/open", {}, ["round_not_openable"]),
    "open beside another": (f"{ROUND_PAGE}/open", {}, ["round_shares_people"]),
    "open without consent": ("/staff/rounds/students/open", {}, ["consent_missing"]),
    "open without codes": ("/staff/rounds/coded/open", {}, ["codes_missing"]),
    "close a draft": (f"{ROUND_PAGE}/close", {}, ["round_not_closable"]),
    "finish a draft": (f"{ROUND_PAGE}/finish", {}, ["round_not_finishable"]),
    "delete an open round": ("/staff/rounds/opened/delete", {}, ["round_not_a_draft"]),
    "extend a finished round": (
        "/staff/rounds/done/extend",
        {"closes_on": TODAY.isoformat()},
        ["last_day_wrong"],
    ),
    "change an open round": ("/staff/rounds/opened/change", {}, ["promises_fixed"]),
    "add sections too late": ("/staff/rounds/opened/sections", {}, ["sections_fixed"]),
    "set up nothing": (
        "/staff/rounds/new",
        {"per": "dog"},
        [
            "round_name_missing",
            "schools_missing",
            "audiences_missing",
            "goal_out_of_range",
            "first_day_missing",
            "last_day_missing",
            "per_unknown",
        ],
    ),
    "set up for other schools": ("/staff/rounds/new", {"schools": "rivera-middle"}, ["schools_unknown"]),
    "end before it begins": (
        "/staff/rounds/new",
        {"opens_on": "2027-05-02", "closes_on": "2027-05-01"},
        ["last_day_before_first"],
    ),
    "end in the past": (
        "/staff/rounds/new",
        {"opens_on": "2020-05-01", "closes_on": "2020-05-02"},
        ["last_day_over"],
    ),
    "last for ever": (
        "/staff/rounds/new",
        {"opens_on": "2027-05-01", "closes_on": "2099-05-02"},
        ["round_too_long"],
    ),
    "ask what is not there": (
        "/staff/rounds/new",
        {
            "audiences": ["family"],
            "version-family": "family-1999.1",
            "access-family": "magic",
            "consent-family": "perhaps",
        },
        ["survey_unknown", "access_unknown", "consent_unknown"],
    ),
    "ask in another language": (
        "/staff/rounds/new",
        {"audiences": ["family"], "version-family": "family-2026.3", "languages-family": "tlh"},
        ["languages_unknown"],
    ),
    "ask each child": (
        "/staff/rounds/new",
        {"audiences": ["family"], "version-family": "family-2026.3", "per": "child"},
        ["once_for_household"],
    ),
}
RESULTS = {
    "download a draft": (f"{ROUND_PAGE}/download", {"purpose": "x"}, ["export_not_finished"]),
    "download too early": ("/staff/rounds/late/download", {"purpose": "x"}, ["export_while_late"]),
    "download for nothing": ("/staff/rounds/done/download", {}, ["purpose_wrong"]),
    "results of a draft": (f"{ROUND_PAGE}/results", {}, ["results_not_finished"]),
    "results of nobody": ("/staff/rounds/done/results", {}, ["too_few_answered"]),
    "approve nothing": ("/staff/rounds/done/results/approve", {"number": 1}, ["results_none"]),
    "withdraw nothing": ("/staff/rounds/done/results/withdraw", {"reason": "x"}, ["nothing_to_withdraw"]),
    "withdraw for nothing": ("/staff/rounds/done/results/withdraw", {}, ["reason_missing"]),
    "codes of an open link": (
        f"{KIT}/codes",
        {"trays": "3", "languages": "en", "seen": 0},
        ["codes_not_taken"],
    ),
    "codes twice": (
        "/staff/rounds/coded/kit/sequoia-high/family/codes",
        {"trays": "3", "languages": "en", "seen": 7},
        ["codes_made"],
    ),
    "too many codes": (
        "/staff/rounds/coded/kit/sequoia-high/family/codes",
        {"trays": "a: 2000\nb: 2000\nc: 2000", "languages": "en", "seen": 0},
        ["codes_out_of_range"],
    ),
}
SCHOOL_FORMS = {
    "a school without anything": (
        "/staff/schools/new",
        {"district": OURS},
        ["name_missing", "cds_wrong", "grades_wrong"],
    ),
    "a school of no district": ("/staff/schools/new", {}, ["district_not_chosen"]),
    "a school that is there": (
        "/staff/schools/new",
        {"district": OURS, "name": "x", "cds": "24657892435204"},
        ["cds_taken"],
    ),
    "a school of others": (
        "/staff/schools/new",
        {"district": OURS, "name": "x", "cds": "24657710999999"},
        ["cds_of_other_district"],
    ),
    "strange numbers": (
        "/staff/schools/merced-high",
        {"name": "x", "enrollment": "many"},
        ["enrollment_out_of_range", "enrollment_source_missing"],
    ),
    "a pale color": ("/staff/schools/merced-high/brand", {"color": "#ffd166"}, ["color_too_light"]),
    "no color": ("/staff/schools/merced-high/brand", {"color": "red"}, ["color_wrong"]),
    "a district without a name": (f"/staff/districts/{OURS}", {"name": " "}, ["name_missing"]),
}
STATE_FILES = {
    "none": (b"", None, ["state_file_empty"]),
    "a zip": (b"PK\x03\x04", None, ["state_file_zipped"]),
    "no text": (b"\x00\x81\x00", None, ["state_file_not_text"]),
    "the other one": (ENROLLMENT.read_bytes(), None, ["state_file_is_enrollment"]),
    "this one as the other": (SCHOOLS.read_bytes(), SCHOOLS.read_bytes(), ["state_file_is_schools"]),
    "something else": (b"a\tb\n1\t2\n", None, ["state_file_other"]),
    "commas": (b"CDSCode,District\n1,2\n", None, ["state_file_without_tabs"]),
    "a line cut off": (SCHOOLS.read_bytes() + b"24\tx\n", None, ["state_file_fields"]),
    "zeros lost": (
        SCHOOLS.read_bytes().replace(FIRST_SCHOOL, b"4657890107672"),
        None,
        ["state_file_zeros_lost"],
    ),
    "a strange code": (SCHOOLS.read_bytes().replace(FIRST_SCHOOL, b"x"), None, ["state_file_code"]),
    "many strange lines": (SCHOOLS.read_bytes() + b"24\tx\n" * 30, None, ["more_faults"]),
}
PEOPLE = {
    "nobody": ("/staff/people", {"role": "viewer"}, ["email_not_an_address"]),
    "no name": ("/staff/people", {"email": "a@example.org", "role": "viewer"}, ["person_name_missing"]),
    "no role": ("/staff/people", {"email": "a@example.org", "name": "A", "role": "boss"}, ["role_unknown"]),
    "no school": (
        "/staff/people",
        {"email": "a@example.org", "name": "A", "role": "coordinator"},
        ["coordinator_without_schools"],
    ),
    "a school of others": (
        "/staff/people",
        {"email": "a@example.org", "name": "A", "role": "coordinator", "schools": "rivera-middle"},
        ["school_of_other_district"],
    ),
}
FORMS = {**ROUNDS, **RESULTS, **SCHOOL_FORMS, **{f"invite {name}": form for name, form in PEOPLE.items()}}


def check(page: str, codes: list[str], say: Callable[[str], list[str]]) -> None:
    text = text_of(page)
    missing = {code: said for code in codes for said in say(code) if said not in text}
    assert missing == {}, text
    assert english_of_the_terminal(text) == [], text


@pytest.mark.parametrize("form", FORMS)
def test_a_form_that_is_refused_says_why_in_spanish(admin, say, form):
    path, fields, codes = FORMS[form]

    check(send(admin, path, **fields), codes, say)


def test_a_picture_that_is_none_is_refused_in_spanish(admin, say):
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


def test_nobody_takes_their_own_rights_away_in_spanish(site, admin, say):
    with site.app_context():
        own = db.session.query(Account.id).filter_by(email=f"district_admin-0-{OURS}@example.org").scalar()
    viewer = {"role": "viewer"}

    check(send(admin, f"/staff/people/{own}/disable"), ["own_account"], say)
    check(send(admin, f"/staff/people/{own}/change", **viewer), ["own_rights"], say)


def test_an_invitation_is_refused_in_spanish(site, admin, say):
    fields = {"email": "eva@example.org", "name": "Eva", "role": "viewer"}
    path = re.search(r"/staff/welcome/[\w-]+", send(admin, "/staff/people", **fields))
    client = site.test_client()

    def choose(password: str, code: str) -> str:
        token = token_of(client.get(path[0], headers=SPANISH).text)
        data = {"csrf_token": token, "password": password, "code": code}
        return client.post(path[0], data=data, headers=SPANISH).text

    check(send(admin, "/staff/people", **fields), ["email_taken"], say)
    check(choose("short", "1"), ["password_too_short"], say)
    check(choose("x" * 201, "1"), ["password_too_long"], say)
    check(choose("passwordpassword", "1"), ["password_easy_to_guess"], say)
    check(choose("ladder orbit velvet cactus mosaic", "1"), ["digits_wrong"], say)
    check(client.get("/staff/welcome/none", headers=SPANISH).text, ["link_used"], say)


def test_whoever_guesses_reads_spanish(site, say):
    client = site.test_client()

    def guess() -> str:
        token = token_of(client.get("/staff/sign-in", headers=SPANISH).text)
        data = {"csrf_token": token, "email": "eva@example.org", "password": "x", "code": "1"}
        return client.post("/staff/sign-in", data=data, headers=SPANISH).text

    pages = [guess() for _ in range(7)]

    check(pages[0], ["sign_in_wrong"], say)
    assert "Hubo demasiados intentos" in text_of(pages[-1])
    assert english_of_the_terminal(text_of(pages[-1])) == []


def sample(code: str) -> Problem:
    """A problem with every value that its words name."""
    values: dict[str, object] = {
        name: f"<{name}>" for name in (*NAMED.findall(ENGLISH[code]), "line", "better")
    }
    return Problem(code, {**values, "wanted": Problem("schools_file"), "seconds": 61})


def job_page(site: Flask, client: FlaskClient, why: str, state: str = "failed") -> str:
    with site.app_context():
        account = (
            db.session.query(Account.id).filter_by(email=f"district_admin-0-{OURS}@example.org").scalar()
        )
        number = f"job-{db.session.query(Job).count()}"
        row = Job(id=number, kind="kit", account=account, wanted='{"round": "ours"}', state=state, why=why)
        row.created_at = datetime.now(UTC)
        db.session.add(row)
        db.session.commit()
    return client.get(f"/staff/jobs/{number}", headers=SPANISH).text


@pytest.mark.parametrize("state", ["failed", "done"])
def test_a_job_tells_every_problem_there_is_in_spanish(site, admin, say, state):
    """Why a job ended is kept as codes and values: the page tells it to whoever looks, in their language."""
    codes = [code for code in ON_PAGES if code not in PLAIN]

    check(job_page(site, admin, kept(sample(code) for code in codes), state), codes, say)


def test_what_an_earlier_version_kept_is_shown_as_it_is(site, admin):
    assert "the results of round x were released" in job_page(
        site, admin, "the results of round x were released"
    )


def test_an_answer_to_a_problem_that_nobody_knows_is_no_prose(site):
    with site.test_request_context(), force_locale("es"):
        said = problem_text(Problem("run `seal`, then try again"))

    assert said == "Hay que arreglar algo en el servidor. Avise a quien lo administra: ?"


def test_no_words_of_pages_are_english_in_spanish(site):
    with site.test_request_context():
        told = {}
        for language in ("en", "es"):
            with force_locale(language):
                told[language] = {
                    code: problem_text(sample(code)) for code in {*ON_PAGES, *COUNTED} - {*PLAIN}
                }

    assert [code for code, words in told["es"].items() if words == told["en"][code]] == []
    assert {
        code: found for code, words in told["es"].items() if (found := english_of_the_terminal(words))
    } == {}


def test_english_of_the_terminal_is_found():
    """The control: what the pages said before."""
    refused = in_english(Problem("export_not_mixed", {"key": "spring-2027"}))
    page = text_of(f"<main><p>Las respuestas no se pueden descargar: {refused}</p></main>")

    assert "are not mixed yet; run `seal`, then export again" in english_of_the_terminal(page)
    assert "`s" in english_of_the_terminal(page)
    assert english_of_the_terminal("Escriba --purpose y run.py") == ["--purpose", "run.py"]
    assert english_of_the_terminal("El código tiene 14 cifras: 24-65789 -- y nada más") == []


ELSEWHERE = {
    "no_account": "only a command names an account by its address",
    "account_gone": "404",
    "administrator_with_schools": "the door leaves the schools out",
    "district_missing": "the form has one",
    "district_unknown": "the form has one",
    "no_round": "404",
    "round_asks_nobody": "the form of a round does not let it be",
    "round_asks_not": "404",
    "sample_gone": "404",
    "schools_of_two_districts": "tests/actions/rounds/test_setup.py",
    "once_for_child": "no survey of the library says so",
    "no_school": "404",
    "no_district": "404",
    "schools_changed_since": "tests/staff/schools/test_schools.py",
    "uploads_gone": "404",
    "school_languages_unknown": "the form has boxes",
    "logo_too_large": "tests/actions/schools/test_branding.py",
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
    of_jobs_and_comments = {code for code in ON_PAGES if code.startswith(("results_", "draft_", "comment"))}
    rest = {*ON_PAGES} - {*SERVER} - {*WORK} - provoked - {*ELSEWHERE} - of_jobs_and_comments

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
