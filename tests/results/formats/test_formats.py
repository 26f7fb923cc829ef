"""Files for other programs: each is parsed, and says of every column what the definition says."""

import csv
import json
import re
from pathlib import Path

import openpyxl
import pyreadstat
import pytest
from lxml import etree

from survey_app.errors import FormatError
from survey_app.results.cells import survey_file
from survey_app.results.files.csv_files import write_csv
from survey_app.results.formats import sav
from survey_app.results.formats.columns import MISSING_NUMBERS, described_columns
from survey_app.results.formats.datapackage import data_package, rows_resource, table_resource
from survey_app.results.formats.ddi import NAMESPACE, ddi_codebook
from survey_app.results.formats.r_script import r_script
from survey_app.results.formats.redcap import HEADER, redcap_rows
from survey_app.results.formats.sav import can_write_sav, write_sav
from survey_app.results.formats.spss import spss_syntax
from survey_app.results.formats.workbook import write_workbook
from survey_app.results.variables import MISSING
from survey_app.surveys.yaml_file import load_library
from tests.results.files.examples import DAYS, a_spoken_file
from tests.results.populations import FACTS

FILE = a_spoken_file()
DDI_SCHEMA = etree.XMLSchema(file=Path(__file__).with_name("ddi_codebook_2_5_part.xsd"))
COLUMNS = list(described_columns(FILE, "en"))
NAMES = ["row", "school", "survey", "version", "channel", *(column.name for column in FILE.columns)]


def test_every_column_is_described_in_order():
    assert [column.name for column in COLUMNS] == NAMES


def ddi(tmp_path, columns=COLUMNS):
    path = tmp_path / "ddi.xml"
    ddi_codebook(columns, "Title", "en", 12).write(path, encoding="utf-8", xml_declaration=True)
    return etree.parse(path)


def test_ddi_names_every_variable_and_its_codes(tmp_path):
    root = ddi(tmp_path).getroot()
    variables = root.findall(f".//{{{NAMESPACE}}}var")

    assert [variable.get("name") for variable in variables] == NAMES
    assert len({variable.get("ID") for variable in variables}) == len(NAMES)
    needs = next(variable for variable in variables if variable.get("name") == "needs")
    codes = [value.text for value in needs.iterfind(f".//{{{NAMESPACE}}}catValu")]
    assert codes[:3] == ["tutor", "facil", "other"]
    assert set(MISSING_NUMBERS) <= set(codes)


@pytest.mark.parametrize("survey", ["", *load_library()])
def test_ddi_is_valid(tmp_path, survey):
    file = survey_file([load_library()[survey]], FACTS) if survey else FILE
    languages = file.versions[0].languages

    for language in languages:
        DDI_SCHEMA.assertValid(ddi(tmp_path, list(described_columns(file, language))))


@pytest.mark.parametrize(
    ("found", "broken"),
    [
        ('version="2.5"', 'version="2.6"'),
        ("<titl>Title</titl>", ""),
        ('intrvl="discrete"', 'intrvl="none"'),
        (' name="school"', ""),
        ("<catValu>tutor</catValu>", "<catLabel>tutor</catLabel>"),
        ('missing="Y"', 'missing="yes"'),
    ],
)
def test_an_invalid_ddi_would_be_seen(tmp_path, found, broken):
    """Positive control: the schema refuses what DDI Codebook does not have."""
    text = etree.tostring(ddi(tmp_path)).decode()
    assert found in text

    assert not DDI_SCHEMA.validate(etree.fromstring(text.replace(found, broken)))


def test_parts_in_another_order_would_be_seen(tmp_path):
    tree = ddi(tmp_path)
    variable = tree.find(f".//{{{NAMESPACE}}}var")
    variable.append(variable[0])

    assert not DDI_SCHEMA.validate(tree)


ROW = {
    "row": "r1",
    "school": "atwater",
    "survey": "student",
    "grade": "9",
    "needs": "tutor facil",
    "needs_tutor": "1",
    "needs_facil": "-66",
    "know_food": "yes",
    "days": "3",
}


def test_sav_has_the_rows_with_labels_and_missing_values(tmp_path):
    rows = [NAMES, [ROW.get(name, "") for name in NAMES]]

    write_sav(tmp_path / "responses.sav", rows, list(described_columns(FILE, "es")), "Encuesta de prueba")
    frame, meta = pyreadstat.read_sav(tmp_path / "responses.sav", user_missing=True)

    row = frame.iloc[0]
    assert list(frame.columns) == NAMES
    assert (row["grade"], row["needs"], row["needs_tutor"], row["needs_facil"]) == (
        "9",
        "tutor facil",
        1,
        -66,
    )
    assert (row["days"], row["channel"]) == (3, "")
    assert meta.column_names_to_labels["needs"] == "¿Qué ayudaría, «más»?"
    assert meta.variable_value_labels["grade"]["9"] == "9.º grado"
    assert meta.variable_value_labels["days"][-99] == MISSING["-99"]
    assert meta.missing_ranges["needs_tutor"] == [{"lo": -99, "hi": -66}]
    assert "grade" not in meta.missing_ranges
    levels = [meta.variable_measure[name] for name in ("grade", "needs_tutor", "know_food", "days")]
    assert levels == ["nominal", "nominal", "ordinal", "scale"]


def test_without_the_extra_there_is_no_sav(monkeypatch):
    assert can_write_sav()
    monkeypatch.setattr(sav, "find_spec", lambda name: None)
    assert not can_write_sav()


@pytest.mark.parametrize("name", ["to", "2nd", "7", "a" * 65])
def test_a_name_that_spss_does_not_take_is_refused_by_both_formats_for_it(tmp_path, name):
    columns = [COLUMNS[0], COLUMNS[5]._replace(name=name)]
    with pytest.raises(FormatError, match=f'SPSS cannot read the file: .*"{name}"'):
        list(spss_syntax(columns, "Title"))
    with pytest.raises(FormatError, match=f'SPSS cannot read the file: .*"{name}"'):
        write_sav(tmp_path / "x.sav", [["row", name], ["r1", "9"]], columns, "Title")


def test_what_the_library_refuses_besides_is_an_error_of_the_format(tmp_path, monkeypatch):
    monkeypatch.setattr(sav, "refuse_for_spss", lambda columns: None)
    with pytest.raises(FormatError, match="SPSS cannot read the file"):
        write_sav(tmp_path / "x.sav", [["row", "2nd"], ["r1", "9"]], COLUMNS[:1], "Title")


def test_a_workbook_that_would_lose_columns_is_refused(tmp_path):
    names = [f"c{number}" for number in range(16_385)]
    write_workbook(tmp_path / "x.xlsx", [names[1:]], [["column"]], frozenset())

    with pytest.raises(FormatError, match="at most 16,384 columns, but this one needs 16,385"):
        write_workbook(tmp_path / "y.xlsx", [names], [["column"]], frozenset())


def test_spss_reads_every_column_and_every_quote_is_closed():
    lines = list(spss_syntax(COLUMNS, "It's a title"))
    text = "\n".join(lines)
    read = re.findall(r"^  (\S+) [AF]\d", text.split("/VARIABLES=")[1].split("\n .")[0], re.MULTILINE)

    assert read == NAMES
    assert all(line.count("'") % 2 == 0 for line in lines if not line.startswith("*"))
    assert all(len(line.encode()) < 1000 for line in lines)
    assert "(-99 THRU -66)" in text
    assert "\nVARIABLE LEVEL know_food (ORDINAL).\nVARIABLE LEVEL days (SCALE)." in text
    assert lines[-1] == "EXECUTE."


def test_spss_has_room_for_long_numbers():
    (days,) = (column for column in COLUMNS if column.name == "days")
    wide = DAYS.model_copy(update={"highest": 250_000})

    assert (days.width, wide.widest) == (3, 6)
    lines = [*spss_syntax([days], "Title"), *spss_syntax([days._replace(width=wide.widest)], "Title")]
    assert [line for line in lines if line.startswith("  days F")] == ["  days F4.0", "  days F6.0"]


def test_the_r_script_has_balanced_brackets_and_labels():
    text = "\n".join(r_script(COLUMNS, "Title"))
    outside = re.sub(r'"(?:\\.|[^"\\])*"', "", re.sub(r"^#.*", "", text, flags=re.MULTILINE))

    assert outside.count("(") == outside.count(")")
    assert 'labels = c("Grade 9", "Grade 10"' in text
    assert 'attr(responses[["needs"]], "label") <- "=What would help?"' in text
    for column in FILE.columns:
        assert f'responses[["{column.name}"]]' in text


def test_redcap_has_eighteen_columns_and_its_own_names(tmp_path):
    write_csv(tmp_path / "redcap.csv", HEADER, redcap_rows(COLUMNS, "student"))
    with (tmp_path / "redcap.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    by_name = {row["Variable / Field Name"]: row for row in rows}

    assert len(HEADER) == 18
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in by_name)
    assert by_name["needs"]["Field Type"] == "checkbox"
    assert by_name["grade"]["Choices, Calculations, OR Slider Labels"].startswith("9, Grade 9 | 10, Grade 10")
    assert not any(name.startswith("needs_") for name in by_name)


def test_the_data_package_says_what_each_file_holds():
    package = data_package(
        "spring",
        "Spring",
        [
            rows_resource("student", "student/responses.csv", COLUMNS),
            table_resource("tables", "tables.csv", ["n"], frozenset({"n"})),
        ],
    )
    student, tables = json.loads(json.dumps(package))["resources"]
    types = {field["name"]: field["type"] for field in student["schema"]["fields"]}

    assert list(types) == NAMES
    assert types["days"] == "integer"
    assert types["needs"] == "string"
    assert student["schema"]["primaryKey"] == "row"
    assert set(student["schema"]["missingValues"]) == {"", *MISSING_NUMBERS}
    assert tables["schema"]["fields"] == [{"name": "n", "type": "integer"}]


def test_a_workbook_has_numbers_and_words_and_no_formula(tmp_path):
    rows = [["row", "days", "needs"], ["r1", "3", "=1+1"], ["r2", "-88", "tutor"]]
    write_workbook(tmp_path / "x.xlsx", rows, [["column"], ["=days"]], frozenset({"days"}))
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")

    cells = {
        cell.coordinate: (cell.value, cell.data_type)
        for line in book["responses"].iter_rows()
        for cell in line
    }
    assert cells["B2"] == (3, "n")
    assert cells["C2"] == ("=1+1", "s")
    assert cells["B3"] == (-88, "n")
    assert book["codebook"]["A2"].data_type == "s"
