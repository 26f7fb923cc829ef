"""The state's directory of schools: real rows with all their traps, and files that are not what they should be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey_app.directory.enrollment_file import read_enrollment
from survey_app.directory.schools_file import RESERVED, grades, read_schools, slug_for
from survey_app.directory.table_file import other_encoding
from survey_app.errors import DirectoryFileError
from tests.directory.state_files import ENROLLMENT, MUHSD, SCHOOLS, fault_of, with_one_more


def test_the_district_has_ten_active_schools_and_one_that_is_closed():
    district = read_schools(SCHOOLS)[MUHSD]

    assert district.name == "Merced Union High"
    assert [school.problem for school in district.schools].count("closed") == 1
    assert len([school for school in district.schools if school.status == "Active"]) == 10
    assert {school.name: school.problem for school in district.schools if school.problem} == {
        "Merced High, East": "closed",
        "Merced Adult": "no_grades",
    }


def test_a_school_has_the_grades_it_serves_and_its_code_as_text():
    schools = {school.name: school for school in read_schools(SCHOOLS)[MUHSD].schools}

    assert (schools["Sequoia High"].low, schools["Sequoia High"].high) == (9, 11)
    assert schools["Sequoia High"].may_offer == "9-12"
    assert schools["Merced High"].may_offer == ""
    assert schools["Sequoia High"].cds == "24657890107672"
    assert schools["Independence High (Alternative)"].city == "Merced"


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("9-12", (9, 12)),
        ("K-8", (0, 8)),
        ("TK-5", (-1, 5)),
        ("7", (7, 7)),
        ("P-6", (-1, 6)),
        ("P", None),
        ("Adult", None),
        ("No Data", None),
        ("12-9", None),
        ("K–8", (0, 8)),
        ("K \u2010 8", (0, 8)),
        ("6\u22128", (6, 8)),
        ("KG-05", (0, 5)),
        ("kn-06", (0, 6)),
        ("09-12", (9, 12)),
        ("9-Adult", None),
        ("9-10-12", None),
        ("K-", None),
        ("", None),
    ],
)
def test_spans_of_grades_are_read_and_others_are_none(span, expected):
    assert grades(span) == expected


def test_administrators_are_dropped_on_reading(edited):
    path = edited(
        SCHOOLS,
        ("AdmFName\tAdmLName", "AdmFName\tAdmEmail1"),
        ("\tNo Data\tNo Data\t06/25/2026", "\tPlanted\tplanted@example.org\t06/25/2026"),
    )
    assert "planted@example.org" in path.read_text()

    found = read_schools(path)

    assert "lanted" not in repr(found)
    assert "Merced Union High" in repr(found)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((("StatusType", "Status"),), "pubschls_merced_extract.txt:1: this is not the directory"),
        ((("24657890107672", "2465789107672"),), "lost its leading zeros"),
        ((("24657890107672", "CDS code"),), "does not have 14 digits"),
        ((("\tMerced Adult\t", "\tMerced\tAdult\t"),), "fields instead of 46"),
        ((("\t", ","),), "not separated by tabs"),
    ],
)
def test_a_wrong_file_gets_an_error_with_the_line_and_the_remedy(edited, changes, words):
    assert words in fault_of(edited(SCHOOLS, *changes))


def test_another_file_is_recognized(tmp_path):
    assert "looks like the enrollment file" in fault_of(ENROLLMENT)
    assert "looks like the directory" in fault_of(SCHOOLS, read_enrollment)
    for name, content, words in (
        ("a.xlsx", b"PK\x03\x04", "Excel file"),
        ("b.txt", b"", "is empty"),
        ("c.txt", b"CDSCode\tMa\xf1ana \x81", "not text in UTF-8, UTF-16 or Windows-1252"),
        ("d.txt", "CDSCode\tStatusType".encode("utf-16-le"), "not text in UTF-8"),
    ):
        (tmp_path / name).write_bytes(content)
        assert words in fault_of(tmp_path / name)
    assert "No such file" in fault_of(tmp_path / "nowhere.txt")


def test_a_mark_of_utf_8_and_windows_line_ends_do_no_harm(tmp_path):
    path = tmp_path / "pubschls.txt"
    path.write_bytes(b"\xef\xbb\xbf" + SCHOOLS.read_bytes().replace(b"\n", b"\r\n"))

    assert read_schools(path) == read_schools(SCHOOLS)


@pytest.mark.parametrize("sign", [*"\v\f\x1c\x1d\x1e\x85\u2028\u2029"])
def test_what_word_processors_leave_inside_a_cell_ends_no_line(tmp_path, sign):
    path = tmp_path / "pubschls.txt"
    named = with_one_more(School=f"Oak{sign}Hill", GSserved="K-6", Street=f"1 Oak{sign}Suite 5")
    path.write_text(named + "24657890000002\tcut off\n", encoding="utf-8", newline="")
    line = named.count("\n") + 1
    assert f"pubschls.txt:{line}: the line has 2 fields instead of 46" in fault_of(path)

    path.write_text(named, encoding="utf-8", newline="")

    assert [each.name for each in read_schools(path)[MUHSD].schools][-1] == "Oak Hill"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_end_of_a_line_ends_a_line(tmp_path, end):
    path = tmp_path / "pubschls.txt"
    path.write_text(SCHOOLS.read_text(), newline=end)

    assert read_schools(path) == read_schools(SCHOOLS)


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-8", ""), ("utf-8-sig", ""), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
def test_other_encodings_are_read_and_named(tmp_path, encoding, named):
    path = tmp_path / "pubschls.txt"
    path.write_bytes(with_one_more(School="Cañón – East", GSserved="K–6").encode(encoding))

    assert [each.name for each in read_schools(path)[MUHSD].schools][-1] == "Cañón – East"
    assert other_encoding(path) == named


def test_a_school_that_serves_nothing_yet_has_the_grades_that_it_may_offer(tmp_path):
    path = tmp_path / "pubschls.txt"
    for served, span, may_offer in (("No Data", (0, 12), ""), ("8-12", (8, 12), "K-12")):
        path.write_text(with_one_more(School="Juvenile Hall", GSoffered="K-12", GSserved=served))
        school = read_schools(path)[MUHSD].schools[-1]
        assert ((school.low, school.high), school.may_offer) == (span, may_offer)


REAL = SCHOOLS.read_text()


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(REAL)), st.text(max_size=6), st.integers(0, 40)), max_size=4))
def test_whatever_happened_to_a_file_it_is_read_or_refused(tmp_path_factory, edits):
    text = REAL
    for at, put, cut in edits:
        text = text[:at] + put + text[at + cut :]
    path = tmp_path_factory.mktemp("edited") / "pubschls.txt"
    path.write_bytes(text.encode(errors="replace"))
    try:
        assert read_schools(path)
    except DirectoryFileError as refused:
        assert refused.problems


def test_a_slug_is_unique_and_never_a_reserved_word():
    assert slug_for("Independence High (Alternative)", "Merced", ()) == "independence-high-alternative"
    assert slug_for("Merced High", "Merced", {"merced-high"}) == "merced-high-merced"
    assert slug_for("Merced High", "Merced", {"merced-high", "merced-high-merced"}) == "merced-high-2"
    assert slug_for("Niños Héroes", "", ()) == "ninos-heroes"
    assert slug_for("ਸਕੂਲ", "", ()) == "school"
    for word in ("Schools", "Kit", "Ping", "Student"):
        assert slug_for(word, "Merced", ()) == f"{word.lower()}-merced"
    assert "schools" in RESERVED
