"""A survey with every trap for row exports, and strategies for the people who answer it."""

import secrets
from typing import Any

from hypothesis import strategies as st

from survey_app.results.cells import Cell, Response, SurveyFile, read_frame, survey_file
from survey_app.results.rows.disclosure_check import DisclosureCheck, audit_rows, settle
from survey_app.results.rows.plan import RowPlan
from survey_app.results.rows.planning import plan_rows, plan_school_rows
from survey_app.results.rows.printer import lines, print_rows
from survey_app.results.series import Collector, Series
from survey_app.surveys.flow import asked
from survey_app.surveys.model import SchoolFacts, Survey
from survey_app.vocabulary import ROW_COLUMNS
from tests.surveys.examples import a_choice, a_question, a_section, a_survey

FACTS = {
    "atwater": SchoolFacts("Atwater High", "Merced Union High", 9, 12, 2058),
    "livingston": SchoolFacts("Livingston High", "Merced Union High", 9, 12, 1154, frozenset({"travel"})),
    "sequoia": SchoolFacts("Sequoia High", "Merced Union High", 9, 12, 82),
    "mckinley": SchoolFacts("McKinley Middle", "Merced City", 6, 8, 600),
}
GRADES = {"middle": ["6", "7", "8"], "high": ["9", "10", "11", "12"]}


def grade(code: str) -> dict[str, Any]:
    return a_choice(code, grade=int(code))


GRADED = [grade(code) for code in GRADES["middle"] + GRADES["high"]]


def a_tricky_survey(version: str = "student-2026.1", **changes: Any) -> Survey:
    """Everything that makes rows hard: who-questions, rules, rare and sensitive answers, and open words."""
    first = a_section(
        a_question("grade", "choose_one", choices=GRADED, privacy="identifier"),
        a_question("lang", "choose_several", "en es hmn pa", privacy="identifier", no_answer=True),
        a_question("belong", "scale", "none some great", privacy="safe"),
        a_question("needs", "choose_several", "tutor food mh jobs none", privacy="safe"),
    )
    in_clubs = ["any_of", "clubs", ["chess", "farm"]]
    after = [a_choice("art"), grade("12") | {"code": "college"}]
    second = a_section(
        a_question("leaving", "yes_no", "yes no", when=["any_of", "grade", ["12"]], privacy="safe"),
        a_question("bus", "choose_one", "yellow public none", privacy="rare"),
        a_question("bus_late", "yes_no", "yes no", when=["eq", "bus", "public"], privacy="safe"),
        a_question("clubs", "choose_several", "chess band farm none", privacy="rare"),
        a_question("clubs_why", "choose_one", "fun work", when=in_clubs, privacy="safe"),
        a_question("safe", "scale", "none some great", privacy="sensitive"),
        a_question("places", "choose_several", "hall bath none", privacy="sensitive"),
        a_question("after", "choose_one", choices=after, privacy="safe"),
        a_question("wish", "long_text", privacy="rare"),
        name="second",
    )
    minutes = a_question("minutes", "choose_one", "10 20", privacy="safe")
    travel = a_section(minutes, name="travel", optional=True)
    return a_survey(first, second, travel, version=version, **changes)


def a_file(*versions: Survey) -> SurveyFile:
    return survey_file(versions or (a_tricky_survey(),), FACTS)


def a_response(answers: dict[str, Any], school: str = "atwater", **changes: Any) -> Response:
    fields = {"id": secrets.token_bytes(16), "version": "student-2026.1", "channel": "web"}
    return Response(**{**fields, "school": school, "answers": answers, **changes})


def in_order(responses: list[Response]) -> list[Response]:
    return sorted(responses, key=lambda response: response.id)


@st.composite
def one_person(draw: st.DrawFn, survey: Survey | None = None) -> tuple[str, str, dict[str, Any]]:
    """School, channel and answers: blanks, refusals and people who stop early included."""
    survey = survey or a_tricky_survey()
    school = draw(st.sampled_from(["atwater", "atwater", "livingston", "sequoia", "mckinley"]))
    answers: dict[str, Any] = {}
    stop = draw(st.none() | st.integers(0, 12))
    for number, question in enumerate(asked(survey, FACTS[school], answers)):
        if number == stop:
            break
        codes = [c.code for c in getattr(question, "choices", ())]
        if question.name == "grade":
            codes = GRADES["middle" if school == "mckinley" else "high"]
        answers[question.name] = draw(an_answer(question.type, codes, no_answer=question.no_answer))
    return school, draw(st.sampled_from(["web", "web", "web", "kiosk"])), answers


def an_answer(kind: str, codes: list[str], *, no_answer: bool) -> st.SearchStrategy[Any]:
    if kind == "long_text":
        return st.sampled_from([None, None, "words"])
    if kind == "choose_several":
        some = st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True)
        ordered = some.map(lambda given: sorted(given, key=codes.index))
        return st.none() | ordered | (st.just(["pnts"]) if no_answer else st.nothing())
    return st.none() | st.sampled_from(codes)


@st.composite
def populations(draw: st.DrawFn) -> list[Response]:
    """Up to some hundred responses, many of them alike, as in real life; sorted by their random ids."""
    people = draw(
        st.lists(st.tuples(one_person(), st.sampled_from([1, 2, 5, 11, 24])), min_size=1, max_size=25)
    )
    responses = [
        a_response(answers, school, channel=channel)
        for (school, channel, answers), many in people
        for _ in range(many)
    ]
    return in_order(responses)


def header(file: SurveyFile) -> list[str]:
    return [*ROW_COLUMNS, *(column.name for column in file.columns)]


def lines_of(plan: RowPlan) -> list[list[str]]:
    """The file that a plan makes, with the number of the response in place of the random one; header first."""
    printed = print_rows(plan)
    return list(lines(printed, printed.rows))


def audit_lines(file: SurveyFile, found: list[list[str]]) -> DisclosureCheck:
    """What an attack on the lines of a file finds, whoever made it."""
    names, *rows = found
    columns: dict[str, Series[str]] = {}
    for at, name in enumerate(names):
        collector = Collector[str]()
        collector.add(row[at] for row in rows)
        columns[name] = collector.series()
    return audit_rows(file, columns.__getitem__, 11)


def settled(file: SurveyFile, responses: list[Response], school: str | None = None) -> RowPlan:
    """The plan as an export settles it."""

    def attack(plan: RowPlan) -> DisclosureCheck:
        return audit_rows(file, print_rows(plan).column, 11)

    plan, _ = settle(plan_rows(read_frame(file, responses)), attack)
    if school:
        plan, _ = settle(plan_school_rows(plan, school), attack)
    return plan


def printed(file: SurveyFile, responses: list[Response], school: str | None = None) -> list[dict[str, str]]:
    """The rows of the file, as an export makes it, by column."""
    names, *rows = lines_of(settled(file, responses, school))
    return [dict(zip(names, row, strict=True)) for row in rows]


def cells_of(file: SurveyFile, response: Response) -> dict[str, Cell]:
    """Variable → cell of one response."""
    return {name: next(iter(cells)) for name, cells in read_frame(file, [response]).cells.items()}


def naive_rows(file: SurveyFile, responses: list[Response]) -> list[dict[str, str]]:
    """The rows as they were sent, with nothing done for privacy: what every attack must break."""
    rows = []
    for response in responses:
        cells = cells_of(file, response)
        row = {"school": response.school, "version": response.version, "channel": response.channel}
        for column in file.columns:
            cell = cells[column.variable.name]
            if isinstance(cell, tuple):
                row[column.name] = str(int(column.code in cell)) if column.code else " ".join(cell)
            else:
                row[column.name] = cell
        rows.append(row)
    return rows
