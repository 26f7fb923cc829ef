"""Every page, report and file of results, from a simulated district; every number in them stands in a release."""

import csv
import io
import math
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import polib
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from lxml import html
from pypdf import PdfReader
from sqlalchemy import select

from survey_app.actions.demo.sample_district import simulate
from survey_app.actions.results.read_results import results_of, verify_releases
from survey_app.actions.sealing.epoch_keys import EpochKeys
from survey_app.config import PROJECT
from survey_app.documents.report import Brand
from survey_app.errors import SurveyAppError
from survey_app.extensions import db
from survey_app.results.published.model import Change, Gap, Part, Summary
from survey_app.results.reading.plan import SchoolPlan
from survey_app.results.shown import SMALLEST, People, Share
from survey_app.store.tables import Account, District, ReleasePart, School
from survey_app.web.wording.reports import About, report_of
from survey_app.web.wording.results import SurveyResults, read_results
from tests.district.conftest import NOW, NOW_ROUND, TODAY
from tests.documents.test_report import picture
from tests.staff.accounts.people import OURS
from tests.staff.conftest import token_of

RESULTS = f"/staff/rounds/{NOW_ROUND}/results"
SCHOOL = f"{RESULTS}/merced-high"
LANGUAGES = ("en", "es", "hmn", "pa", "ar")
TENTHS = {*range(1, 11)}
"""About 3 in 10."""
TWENTIETHS = r"\babout \d{1,2} in 20\b"
FOOTER = 0.05


def numbers_released(district: Flask) -> set[int]:
    """Every number in any part of any release as a page may write it: rounded down and up, and in tenths."""
    with district.app_context():
        texts = db.session().scalars(select(ReleasePart.json)).all()
    found = {float(each) for text in texts for each in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", text)}
    return {math.floor(each) for each in found} | {math.ceil(each) for each in found} | TENTHS


def words_of(page: str) -> str:
    tree = html.fromstring(page)
    for away in tree.xpath("//script|//style|//nav|//header|//*[@class='trail']"):
        away.drop_tree()
    return str(tree.text_content())


def cells(page: str) -> Iterator[str]:
    """What stands where numbers stand: cells, bold numbers and the count of those who took part."""
    tree = html.fromstring(page)
    for found in tree.xpath("//td|//caption/small|//th/small|//*[@class='total']"):
        yield " ".join(found.text_content().split())


def numbers_in(words: str) -> set[int]:
    return {int(found) for found in re.findall(r"\d+", re.sub(TWENTIETHS, "", words))}


def strangers(words: str, known: set[int]) -> set[int]:
    return numbers_in(words) - known


def pages_of(client: FlaskClient, address: str) -> Iterator[str]:
    """The page of a survey at a school, those of its sections, and those of its questions."""
    yield address
    links = html.fromstring(client.get(address).text).xpath("//*[@class='contents']//a/@href")
    yield from links


def addresses_with_numbers(district: Flask, client: FlaskClient, everywhere: bool) -> Iterator[str]:
    """Every page of results; the questions of a school and of the district, or everywhere."""
    yield RESULTS
    yield from (f"/r/{unit}/en" for unit in shown_schools(district))
    for unit in units(district):
        for survey in surveys(district):
            for address in pages_of(client, f"{RESULTS}/{unit}/{survey}"):
                if "/question/" not in address or everywhere or unit in ("merced-high", "all"):
                    yield address


@pytest.mark.parametrize("everywhere", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_number_on_every_page_is_in_a_release(district: Flask, admin: FlaskClient, everywhere: bool):
    known = numbers_released(district) | {11}
    addresses = addresses_with_numbers(district, admin, everywhere)
    seen = 0
    for address in addresses:
        answer = admin.get(address)
        assert answer.status_code == 200, address
        for cell in cells(answer.text):
            seen += len(numbers_in(cell))
            assert strangers(cell, known) == set(), (address, cell)

    assert seen > 10_000


def test_a_number_that_was_made_up_is_found(district: Flask):
    page = "<html><table><tr><td>987654 people</td></tr></table></html>"

    assert strangers(" ".join(cells(page)), numbers_released(district)) == {987654}


def test_every_number_of_the_reports_is_in_a_release(district: Flask, admin: FlaskClient):
    known = numbers_released(district) | {11}
    for unit in ("merced-high", "yosemite-high", "all"):
        page = admin.get(f"{RESULTS}/{unit}/report/full.html")
        assert page.status_code == 200
        for cell in cells(page.text):
            assert strangers(cell, known) == set(), cell


@pytest.mark.parametrize("shape", ["summary", "full", "slide", "poster"])
def test_every_number_on_paper_is_in_a_release(district: Flask, admin: FlaskClient, shape: str):
    reader = PdfReader(io.BytesIO(admin.get(f"{SCHOOL}/report/{shape}.pdf").data))
    words = "\n".join(page.extract_text() for page in reader.pages)
    said = re.findall(r"(\d+)\s?%|(\d+) (?:people|answered)", words)

    assert len(said) > 10
    assert {int(first or second) for first, second in said} <= numbers_released(district)


def test_a_poster_of_results_bears_no_address_that_no_phone_can_open(district: Flask, admin: FlaskClient):
    reader = PdfReader(io.BytesIO(admin.get(f"{SCHOOL}/report/poster.pdf").data))
    words = " ".join(page.extract_text() for page in reader.pages).replace("\n", " ")

    assert "Do not hand this out: no phone can open this server yet" in words
    assert "127.0.0.1" not in words


def test_tables_hold_the_numbers_of_the_release_and_no_others(district: Flask, tmp_path):
    out = tmp_path / "tables.csv"
    done = district.test_cli_runner().invoke(
        args=["export", "tables", "--round", NOW_ROUND, "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    columns = ("people_low", "people_high", "per_cent_low", "per_cent_high")
    known = numbers_released(district)
    told = {float(row[name]) for row in rows for name in columns if row[name]}
    assert {whole for each in told for whole in (math.floor(each), math.ceil(each))} <= known
    assert len(rows) > 10_000
    assert {row["school"] for row in rows} >= {"(all schools)", "merced-high"}


@pytest.mark.parametrize("what", ["tables", "comments"])
@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (["--round", "nowhere"], "there is no round nowhere; `round list` shows"),
        (["--round", NOW_ROUND, "--school", "nonsense"], "the school nonsense does not take part"),
    ],
)
def test_what_cannot_be_exported_is_named_and_no_file_is_left(
    district: Flask, tmp_path, what: str, wanted: list[str], said: str
):
    done = district.test_cli_runner().invoke(args=["export", what, *wanted, "--out", str(tmp_path / "x.csv")])

    assert done.exit_code == 1
    assert said in done.output
    assert list(tmp_path.iterdir()) == []


def test_nobody_is_shown_where_fewer_than_eleven_took_part(district: Flask, admin: FlaskClient):
    with district.app_context():
        hidden = [
            (unit, one.header.survey)
            for one in results_of(db.session(), NOW_ROUND)
            for unit, digest in one.header.parts.items()
            if digest is None
        ]
    assert hidden
    for unit, survey in hidden:
        page = admin.get(f"{RESULTS}/{unit or 'all'}/{survey}").text
        assert "not shown: fewer than 11" in page
        shown = words_of(page).split("How these numbers were made")[0]
        assert "took part" not in shown.replace("Fewer than 11 people took part", "")


def test_the_page_of_a_school_says_first_what_matters(admin: FlaskClient):
    page = words_of(admin.get(f"{SCHOOL}/student").text)

    order = [
        "People who did not answer may think differently.",
        "What is needed most",
        "What is strong here",
        "The four pillars",
        "Where groups differ",
        "Change since the previous round",
        "Who took part",
        "Every question",
        "How these numbers were made",
    ]
    places = [page.index(each) for each in order]
    assert places == sorted(places)


def test_a_page_says_how_sure_it_is_of_everything(admin: FlaskClient):
    tree = html.fromstring(admin.get(f"{SCHOOL}/student").text)
    told = [" ".join(each.text_content().split()) for each in tree.xpath("//*[@class='told']")]

    assert len(told) > 8
    assert [
        each for each in told if not re.search(r"(about|almost) .*\d+%( to \d+%| or (less|more))?$", each)
    ] == []
    assert len(tree.xpath("//*[local-name()='lineargradient' or local-name()='linearGradient']")) == 1


def test_needs_are_told_in_ranks_and_no_rank_is_hidden(district: Flask, admin: FlaskClient):
    with district.app_context():
        released = next(one for one in results_of(db.session(), NOW_ROUND) if one.header.survey == "student")
        part = released.part(db.session(), "merced-high")
    assert part is not None
    first = part.summary.needs[0]
    column = html.fromstring(admin.get(f"{SCHOOL}/student").text).xpath(
        "//section[@aria-labelledby='needs']//div/div"
    )[0]
    shown = len(column.xpath(".//tbody/tr"))
    expected = len(first.choices) if 5 < len(first.choices) <= 8 else 5

    assert shown == expected
    assert len(column.xpath(".//p[@class='rank']")) >= 1


def test_where_11_to_19_took_part_participation_alone_is_told_and_why(district: Flask, admin: FlaskClient):
    with district.app_context():
        few = [
            (unit, one.header.survey)
            for one in results_of(db.session(), NOW_ROUND)
            for unit in one.header.shown()
            if (part := one.part(db.session(), unit)) and part.participation.n.high < SMALLEST
        ]
    assert few
    for unit, survey in few:
        page = words_of(admin.get(f"{RESULTS}/{unit}/{survey}").text)
        public = words_of(district.test_client().get(f"/r/{unit}/en").text)
        assert "Fewer than 20 people took part" in page
        assert "What is needed most" not in page
        assert "Fewer than 20 people took part" in public
        assert admin.get(f"{RESULTS}/{unit}/report/full.pdf").status_code == 200


ToldAs = Callable[[Callable[[Part], Part | None]], None]


@pytest.fixture
def told_as(monkeypatch: pytest.MonkeyPatch) -> ToldAs:
    """Let the pages of staff tell other results than were released: what this makes of each part."""

    def told(change: Callable[[Part], Part | None]) -> None:
        def changed(*asked: Any) -> Iterator[SurveyResults]:
            return (replace(one, part=change(one.part) if one.part else None) for one in read_results(*asked))

        monkeypatch.setattr(import_module("survey_app.staff.results.results"), "read_results", changed)

    return told


def without_groups(part: Part) -> Part:
    questions = tuple(
        one.model_copy(update={"tables": tuple(table for table in one.tables if not table.by)})
        for one in part.questions
    )
    return part.model_copy(update={"questions": questions, "summary": Summary()})


@pytest.mark.parametrize("page", ["student", "report/summary.html", "report/full.html"])
def test_where_no_groups_were_compared_nothing_is_said_of_their_differences(
    admin: FlaskClient, told_as: ToldAs, page: str
):
    told_as(without_groups)
    said = words_of(admin.get(f"{SCHOOL}/{page}").text)

    assert "No two groups can be compared. A group must have about 30 people or more." in said
    assert "No clear differences" not in said


def test_no_clear_differences_are_a_finding_where_groups_were_compared(admin: FlaskClient, told_as: ToldAs):
    told_as(lambda part: part.model_copy(update={"summary": Summary()}))
    said = words_of(admin.get(f"{SCHOOL}/student").text)

    assert "No clear differences between the groups that can be shown. That is a finding, too." in said
    assert "No two groups" not in said
    assert "None asked the same questions, or too few people answered then." in said


@pytest.mark.parametrize("page", ["student", "report/summary.html"])
def test_a_school_of_22_without_a_question_of_20_is_told_so(admin: FlaskClient, told_as: ToldAs, page: str):
    def without_questions(part: Part) -> Part:
        who = part.participation.model_copy(update={"n": People(22, 22)})
        return part.model_copy(update={"questions": (), "summary": Summary(), "participation": who})

    told_as(without_questions)
    said = words_of(admin.get(f"{SCHOOL}/{page}").text)

    assert "No question has answers from 20 or more people." in said
    assert "Fewer than 20 people" not in said


@pytest.mark.parametrize(("unit", "is_said"), [("merced-high", True), ("all", False)])
def test_the_page_of_all_schools_does_not_lead_to_itself(
    admin: FlaskClient, told_as: ToldAs, unit: str, is_said: bool
):
    told_as(lambda part: None)
    said = words_of(admin.get(f"{RESULTS}/{unit}/student").text)

    assert "Fewer than 11 people took part." in said
    assert ("Their answers count in the results of all schools." in said) is is_said


def test_groups_that_are_too_small_are_named(district: Flask, admin: FlaskClient):
    with district.app_context():
        part = next(
            part
            for one in results_of(db.session(), NOW_ROUND)
            if one.header.survey == "student" and (part := one.part(db.session(), "merced-high"))
        )
    tables = [table for table in part.people.tables if table.by]
    page = words_of(admin.get(f"{SCHOOL}/student").text)

    assert any(table.in_district for table in tables)
    assert page.count("Shown for the district only:") == sum(bool(table.in_district) for table in tables)
    assert page.count("Too few to show:") == sum(bool(table.too_few) for table in tables)


def test_every_question_and_every_group_is_reached_from_the_page_of_a_school(
    district: Flask, admin: FlaskClient
):
    with district.app_context():
        released = next(one for one in results_of(db.session(), NOW_ROUND) if one.header.survey == "student")
        part = released.part(db.session(), "merced-high")
    assert part is not None
    groups = {one.name: sum(bool(table.by) for table in one.tables) for one in part.questions if one.total}
    _page, *links = pages_of(admin, f"{SCHOOL}/student")
    asked = {link.rpartition("/")[2]: link for link in links if "/question/" in link}
    tables = {
        name: len(
            html.fromstring(admin.get(link).text).xpath("//*[starts-with(@aria-labelledby, 'by-')]//table")
        )
        for name, link in asked.items()
    }
    in_sections = {
        link.rpartition("/")[2]
        for section in links
        if "/section/" in section
        for link in html.fromstring(admin.get(section).text).xpath("//main//a/@href")
        if "/question/" in link
    }

    assert tables == groups
    assert sum(groups.values()) > 50
    assert in_sections == set(groups)


@pytest.mark.parametrize("kind", ["section", "question"])
def test_the_pages_of_a_survey_lead_from_one_to_the_next(admin: FlaskClient, kind: str):
    every = [link for link in pages_of(admin, f"{SCHOOL}/student") if f"/{kind}/" in link]
    at, gone = every[0], []
    while at not in gone:
        gone.append(at)
        at = next(iter(html.fromstring(admin.get(at).text).xpath("//a[@rel='next']/@href")), at)

    assert gone == every
    back = html.fromstring(admin.get(every[-1]).text).xpath("//a[@rel='prev']/@href")
    assert back == every[-2:-1]


def test_a_section_or_a_question_that_is_not_there_is_not_found(district: Flask, admin: FlaskClient):
    with district.app_context():
        unit, survey = next(
            (unit, one.header.survey)
            for one in results_of(db.session(), NOW_ROUND)
            for unit, digest in one.header.parts.items()
            if unit and digest is None
        )
    for path in ("section/nonsense", "question/nonsense"):
        assert admin.get(f"{SCHOOL}/student/{path}").status_code == 404
        assert admin.get(f"{RESULTS}/{unit}/{survey}/{path}").status_code == 404
    assert admin.get(f"{SCHOOL}/nonsense/section/about").status_code == 404


def test_the_full_report_as_a_page_leads_to_every_section(admin: FlaskClient):
    links = pages_of(admin, f"{SCHOOL}/report/full.html?language=es")
    next(links)
    of_surveys = [link for survey in ("student", "family") for link in pages_of(admin, f"{SCHOOL}/{survey}")]
    sections = {link for link in of_surveys if "/section/" in link}
    reached = list(links)

    assert len(sections) > 5
    assert sections <= {link.removesuffix("?language=es") for link in reached}
    assert all(admin.get(link).status_code == 200 for link in reached)


def test_needs_of_all_audiences_stand_side_by_side(admin: FlaskClient):
    tree = html.fromstring(admin.get(f"{SCHOOL}/student").text)
    columns = tree.xpath("//section[@aria-labelledby='needs']//h3")

    assert [each.text_content() for each in columns][:2] == ["Students", "Families"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_is_one_page_in_every_language(admin: FlaskClient, language: str):
    for unit in ("merced-high", "yosemite-high", "all"):
        answer = admin.get(f"{RESULTS}/{unit}/report/summary.pdf?language={language}")
        assert answer.status_code == 200
        assert len(PdfReader(io.BytesIO(answer.data)).pages) == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_full_report_and_the_slide_are_there(admin: FlaskClient, language: str):
    full = PdfReader(io.BytesIO(admin.get(f"{SCHOOL}/report/full.pdf?language={language}").data))
    slide = PdfReader(io.BytesIO(admin.get(f"{SCHOOL}/report/slide.pdf?language={language}").data))

    assert len(full.pages) > 5
    assert len(slide.pages) == 1
    assert slide.pages[0].mediabox.width / slide.pages[0].mediabox.height == pytest.approx(16 / 9, abs=0.01)
    assert "Merced High" in full.pages[0].extract_text()


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_full_report_of_a_school_has_15_pages_at_most_and_none_is_half_empty(
    district: Flask, admin: FlaskClient, language: str
):
    for unit in sorted(shown_schools(district)):
        pdf = admin.get(f"{RESULTS}/{unit}/report/full.pdf?language={language}").data
        with pypdfium2.PdfDocument(pdf) as document:
            lowest = [lowest_text(page) for page in document]

        assert len(lowest) <= 15, unit
        assert [at for at in lowest[:-1] if at > 0.5] == [], unit


def lowest_text(page: Any) -> float:
    """How far up its page the lowest text stands, footer left out; 0 to 1."""
    height = page.get_height()
    texts = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=8)
    return min(float(at) for text in texts if (at := text.get_bounds()[1] / height) > FOOTER)


def test_a_question_comes_as_svg_and_png(admin: FlaskClient):
    assert admin.get(f"{SCHOOL}/student/belong.svg").data.startswith(b"<svg")
    assert admin.get(f"{SCHOOL}/student/belong.png").data.startswith(b"\x89PNG")
    assert admin.get(f"{SCHOOL}/student/belong.gif").status_code == 404
    assert admin.get(f"{SCHOOL}/student/nonsense.svg").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_and_questions_stay_in_the_language_that_was_chosen(admin: FlaskClient, language: str):
    _page, section, question, *_rest = pages_of(admin, f"{SCHOOL}/student?language={language}")
    for address in (section, question):
        tree = html.fromstring(admin.get(address).text)
        onward = tree.xpath("//nav[contains(@class, 'steps')]/a/@href")
        assert (tree.get("lang"), tree.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
        assert tree.xpath("//nav/a[@aria-current='true']/@lang") == [language]
        assert onward
        assert all(link.endswith(f"?language={language}") for link in onward)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_school_is_there_in_every_language(admin: FlaskClient, language: str):
    tree = html.fromstring(admin.get(f"{SCHOOL}/student?language={language}").text)
    chosen = tree.xpath("//nav/a[@aria-current='true']")
    tabs = tree.xpath("//nav[@class='tabs']/a/@href")

    assert (tree.get("lang"), tree.get("dir")) == (language, "rtl" if language == "ar" else "ltr")
    assert [one.get("lang") for one in chosen] == [language]
    assert len(tabs) == 4
    assert all(address.endswith(f"?language={language}") for address in tabs)


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_every_word_of_the_page_of_a_school_is_translated(language: str):
    catalog = polib.pofile(PROJECT / f"translations/{language}/LC_MESSAGES/messages.po")
    templates = (
        "layouts/staff.html",
        "staff/results/survey_results.html",
        "staff/results/section_results.html",
        "staff/results/question_results.html",
        "staff/parts/results.html",
        "results/parts.html",
    )
    on_the_page = [
        entry
        for entry in catalog
        if any(place.endswith(name) for place, _ in entry.occurrences for name in templates)
    ]

    assert len(on_the_page) > 50
    assert [
        entry.msgid for entry in on_the_page if not (entry.msgstr or any(entry.msgstr_plural.values()))
    ] == []


def test_a_language_without_words_has_no_page_of_a_school(admin: FlaskClient):
    assert admin.get(f"{SCHOOL}/student?language=xx").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_families_read_the_results_in_their_language_without_a_cookie(district: Flask, language: str):
    answer = district.test_client().get(f"/r/merced-high/{language}")

    assert answer.status_code == 200
    assert html.fromstring(answer.text).get("lang") == language
    assert "Set-Cookie" not in answer.headers


def test_the_address_without_a_language_leads_to_the_readers(district: Flask):
    answer = district.test_client().get("/r/merced-high", headers={"Accept-Language": "es"})

    assert answer.location == "/r/merced-high/es"


def test_a_school_without_results_and_a_language_without_words_are_not_there(district: Flask):
    client = district.test_client()

    assert client.get("/r/no-such-school/en").status_code == 404
    assert client.get("/r/merced-high/xx").location == "/r/merced-high"


@pytest.mark.parametrize(("language", "is_draft"), [("en", False), ("es", True)])
def test_a_draft_says_so_on_paper(admin: FlaskClient, language: str, is_draft: bool):
    page = PdfReader(io.BytesIO(admin.get(f"{SCHOOL}/report/summary.pdf?language={language}").data)).pages[0]

    said = " ".join(page.extract_text().split())
    for note in ("Ninguna persona la ha revisado todavía.", "No person has checked it yet."):
        assert (note in said) is is_draft


def test_each_sees_the_results_of_their_own_schools(coordinator: FlaskClient, viewer: FlaskClient):
    for client in (coordinator, viewer):
        assert client.get(RESULTS).status_code == 200
        assert client.get(f"{SCHOOL}/student").status_code == 200
        assert client.get(f"{RESULTS}/all/student").status_code == 200
        assert client.get(f"{SCHOOL}/report/summary.pdf").status_code == 200
        assert client.get(f"{SCHOOL}/student/question/belong").status_code == 200
        others = (
            "",
            "/student",
            "/student/section/school",
            "/student/question/belong",
            "/student/belong.svg",
        )
        for other in (*others, "/report/summary.pdf"):
            assert client.get(f"{RESULTS}/golden-valley-high{other}").status_code == 404
        assert "Golden Valley" not in client.get(RESULTS).text


def test_a_viewer_changes_nothing(viewer: FlaskClient):
    assert viewer.get(f"/staff/rounds/{NOW_ROUND}/plan/merced-high").status_code == 403
    assert viewer.get(f"/staff/rounds/{NOW_ROUND}/comments/merced-high").status_code == 403


def test_releases_are_verified_and_a_changed_one_is_found(district: Flask):
    with district.app_context():
        session = db.session()
        assert verify_releases(session) == 8
        part = session.scalars(select(ReleasePart).where(ReleasePart.unit == "merced-high")).first()
        assert part is not None
        part.json = part.json.replace('"n":[', '"n": [', 1)
        session.flush()
        with pytest.raises(SurveyAppError, match="was changed after it was made"):
            verify_releases(session)
        session.rollback()


def units(district: Flask) -> list[str]:
    with district.app_context():
        return ["all", *(unit for unit in results_of(db.session(), NOW_ROUND)[0].header.parts if unit)]


def shown_schools(district: Flask) -> set[str]:
    with district.app_context():
        return {unit for one in results_of(db.session(), NOW_ROUND) for unit in one.header.shown()}


def surveys(district: Flask) -> list[str]:
    with district.app_context():
        return [one.header.survey for one in results_of(db.session(), NOW_ROUND)]


def test_results_are_made_on_a_button_beside_the_server(district: Flask, admin: FlaskClient):
    with district.app_context():
        keys = EpochKeys(Path(district.instance_path) / "keys")
        key = simulate(db.engine, keys, TODAY, NOW, responses=150, seed=3).key
        db.session.remove()
    results = f"/staff/rounds/{key}/results"
    token = token_of(admin.get(results).text)
    job = admin.post(results, data={"csrf_token": token}).location
    again = admin.post(results, data={"csrf_token": token}).location
    done = district.test_cli_runner().invoke(args=["work"])

    assert done.exit_code == 0, done.output
    assert again == job
    assert "The results are ready." in admin.get(job).text
    assert admin.get(f"{job}/file").status_code == 404
    assert "School by school" in admin.get(results).text
    assert "Make a draft of the results" not in admin.get(results).text


def test_a_job_that_is_refused_says_why(district: Flask, admin: FlaskClient):
    results = f"/staff/rounds/{NOW_ROUND}/results"
    token = token_of(admin.get(results).text)
    job = admin.post(results, data={"csrf_token": token}).location
    district.test_cli_runner().invoke(args=["work"])

    assert (
        "It cannot be made now: These results are approved, and nothing can be added" in admin.get(job).text
    )


def test_rows_are_made_beside_the_server_for_administrators_alone(district: Flask, admin: FlaskClient):
    round_page = f"/staff/rounds/{NOW_ROUND}"
    offer = admin.get(round_page).text
    assert "rows are not people" in offer
    assert "Use access codes in rounds whose answers will be downloaded." in offer
    token = token_of(offer)
    job = admin.post(f"{round_page}/download", data={"csrf_token": token, "purpose": "LCAP"}).location
    assert district.test_cli_runner().invoke(args=["work"]).exit_code == 0
    with admin.get(f"{job}/file") as file, zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        names = set(archive.namelist())
    assert {"tables.csv", "datapackage.json", "student/responses.csv", "student/responses.xlsx"} <= names

    with district.app_context():
        account = db.session().scalars(select(Account).where(Account.role == "district_admin")).one()
        account.role = "coordinator"
        db.session().commit()
        try:
            assert admin.get(f"{job}/file").status_code == 404
        finally:
            account.role = "district_admin"
            db.session().commit()


def test_pictures_and_reports_bear_the_color_of_the_school_else_of_the_district(
    district: Flask, admin: FlaskClient
):
    with district.app_context():
        session = db.session()
        school, whole = session.get_one(School, "merced-high"), session.get_one(District, OURS)
        usual, whole.color, whole.logo = whole.color, "#7a1f1f", picture()
        session.commit()
        try:
            of_district = admin.get(f"{SCHOOL}/student/belong.svg").text
            paper = PdfReader(io.BytesIO(admin.get(f"{SCHOOL}/report/summary.pdf").data)).pages[0]
            school.color = "#1f3a7a"
            session.commit()
            of_school = admin.get(f"{SCHOOL}/student/belong.svg").text
        finally:
            school.color, whole.color, whole.logo = None, usual, None
            session.commit()

    assert "#7a1f1f" in of_district
    assert "#1f3a7a" in of_school
    assert "#7a1f1f" not in of_school
    assert len(paper.images) == 1


def test_gaps_and_changes_are_told_with_the_ranges_of_both(district: Flask):
    shares = Share(40.0, 44.2, 42.0), Share(20.8, 25.0, 23.0)
    gap = Gap(
        variable="belong",
        code=None,
        by="grade",
        high="9",
        high_share=shares[0],
        low="12",
        low_share=shares[1],
        points=12,
    )
    changes = [
        Change(variable="belong", code=None, before=shares[0], now=shares[1], verdict="down"),
        Change(variable="safe", code=None, before=shares[0], now=shares[1], verdict="same"),
    ]
    with district.test_request_context(f"{SCHOOL}/student"):
        released = [one for one in results_of(db.session(), NOW_ROUND) if one.header.survey == "student"]
        (shown,) = read_results(db.session(), released, "merced-high", "en", {"school_name": "Merced High"})
        assert shown.part is not None
        summary = Summary(gaps=(gap,), before="The year before", changes=tuple(changes))
        told = replace(shown, part=shown.part.model_copy(update={"summary": summary}))
        about = About("Merced High", [told], SchoolPlan(), [], "en", "", Brand())
        report = str(report_of("outline", about).blocks)
        page = render_template_string(
            "{% from 'results/parts.html' import gaps, changes with context %}"
            "{{ gaps(told.reader.gaps(told.part)|list, 'en') }}"
            "{{ changes(told.reader.changes(told.part)|list, told.part.summary.before, 'en') }}",
            told=told,
        )

    for words in (report, words_of(page)):
        assert "Grade 9 and Grade 12 differ by at least 12 percentage points." in words
        assert words.count("40% to 45%") >= 2
        assert words.count("20% to 25%") >= 2
        assert "The year before" in words
        assert "less" in words
    assert "no clear change" in words_of(page)
    assert "no clear change" not in report


@pytest.mark.parametrize("shape", ["summary", "slide", "poster"])
def test_a_school_of_few_has_reports_too(district: Flask, admin: FlaskClient, shape: str):
    with district.app_context():
        told = {
            unit: [one.part(db.session(), unit) for one in results_of(db.session(), NOW_ROUND)]
            for unit in shown_schools(district)
        }
    few = min(told, key=lambda unit: sum(len(part.questions) for part in told[unit] if part))

    assert admin.get(f"{RESULTS}/{few}/report/{shape}.pdf").data.startswith(b"%PDF")
