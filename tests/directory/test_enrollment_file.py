"""The state's files of enrollment and languages: what they say of a school, and of a district."""

import pytest

from survey_app.directory.enrollment_file import read_enrollment
from survey_app.directory.languages_file import most_spoken, read_languages, required_languages, tag_of
from tests.directory.state_files import ENROLLMENT, fault_of


def test_nine_schools_have_their_students():
    found = read_enrollment(ENROLLMENT)

    assert {cds[-7:]: each.total for cds, each in found.items()} == {
        "2430601": 2058,
        "2430205": 1670,
        "0127373": 1852,
        "2430098": 1931,
        "2433605": 1154,
        "2435204": 1975,
        "2430049": 94,
        "2439602": 295,
        "0107672": 82,
    }
    assert sum(each.total for each in found.values()) == 11_111
    assert found["24657890107672"].by_grade == {"9": 18, "10": 62, "11": 2}
    assert found["24657890107672"].source == "CDE Census Day 2025-26"


def test_withheld_numbers_are_unknown_and_not_zero(edited):
    found = read_enrollment(
        edited(
            ENROLLMENT,
            ("82\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t18\t62\t2", "82\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t18\t*\t*"),
        )
    )

    assert found["24657890107672"].by_grade == {"9": 18, "10": None, "11": None}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ((("\t82\t", "\teighty-two\t"),), "the number of students is not a number"),
        ((("\t0107672\t", "\t0127373\t"),), "is in the file twice"),
        ((("\tTA\t", "\tRE_A\t"),), "no row counts all students"),
    ],
)
def test_a_wrong_enrollment_file_says_where(edited, changes, words):
    assert words in fault_of(edited(ENROLLMENT, *changes), read_enrollment)


HEAD = "CDS\tCOUNTY\tDISTRICT\tSCHOOL\tLC\tLANGUAGE\tGR_TK\tTOTAL_EL"
OLD = "CDS_CODE\tCOUNTY\tDISTRICT\tSCHOOL\tLC\tLANGUAGE\tKDGN\tTOTAL"


@pytest.mark.parametrize("head", [HEAD, OLD])
def test_english_learners_are_read_by_language_in_both_layouts(tmp_path, head):
    rows = ["Spanish\t0\t40", "Hmong\t0\t11", "Mandarin (Putonghua)\t0\t2", "Martian\t0\t1", "Punjabi\t0\t*"]
    lines = [f"24657890107672\tMerced\tMUHSD\tSequoia\t01\t{row}" for row in rows]
    path = tmp_path / "elsch.txt"
    path.write_text("\n".join([head, *lines]))

    assert read_languages(path) == {"24657890107672": {"es": 40, "hmn": 11, "zh-Hans": 2}}


def test_a_sign_that_only_looks_like_a_number_is_named_with_its_line(tmp_path):
    path = tmp_path / "elsch.txt"
    path.write_text(f"{HEAD}\n24657890107672\tMerced\tMUHSD\tSequoia\t01\tHmong\t0\t²\n")

    assert "elsch.txt:2: the number of students is not a number" in fault_of(path, read_languages)


def test_fifteen_per_cent_of_the_students_make_a_language_required():
    assert required_languages({"es": 300, "hmn": 15, "pa": 14}, 100) == ["es", "hmn"]
    assert required_languages({"es": 300}, None) == []
    assert tag_of("Filipino (Pilipino or Tagalog)") == "fil"
    assert tag_of("Other non-English languages") is None


def test_a_district_offers_the_languages_that_most_of_its_families_speak():
    every = {f"x{number:02}": number + 1 for number in range(30)}

    assert most_spoken([{"es": 30}, {"es": 1, "sq": 2}, {}]) == {"es", "sq"}
    assert most_spoken([every, {"x00": 100}]) == {"x00", *(f"x{number}" for number in range(11, 30))}
    assert most_spoken([{}, {}]) == frozenset()
    assert (tag_of("Albanian"), tag_of("Rumanian"), tag_of("Serbo-Croatian (Bosnian)")) == ("sq", "ro", "sh")
