# ruff: noqa: E501  # one file per line
"""A file that cannot be read as a survey at all says why and where."""

import pytest
from ruamel.yaml.reader import Reader

from survey_app.errors import SurveyFileError
from survey_app.surveys.yaml_file import check_survey, load_survey
from tests.surveys.files.files_on_disk import SURVEY, write_folder


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (b"name: [student\naudience: student\n", "2: not YAML: expected ',' or ']', but got ':'; check quotes, colons and indentation"),
        (b"name: student: staff\n", "1: not YAML: mapping values are not allowed here; check quotes, colons and indentation"),
        (b"name: student\n\taudience: student\n", "2: not YAML: found character '\\t' that cannot start any token; check quotes, colons and indentation"),
        (b"name: student\n---\nname: staff\n", "2: not YAML: but found another document; check quotes, colons and indentation"),
        (b"name: *student\n", "1: not YAML: found undefined alias 'student'; check quotes, colons and indentation"),
        (b"name: &x student\naudience: *x\n", "1: survey files do not use &x and *x; write the text again"),
        (b"a: &x [*x]\n", "1: survey files do not use &x and *x; write the text again"),
        (b"name: a\x01b\n", "1: not YAML: unacceptable character #x0001: special characters are not allowed; remove characters that no keyboard types"),
        (b"name: student\naudience: espa\xf1ol\n", "2: not UTF-8; save the file as UTF-8"),
        (b"", "1: the file is empty; see docs/survey-format.md"),
        (b"# only a comment\n", "1: the file is empty; see docs/survey-format.md"),
        (b"[" * 5000, "1: nested too deeply; a survey needs no more than eight levels"),
        (b"- name: student\n", "1: the survey must be a block; write `key: value` lines with the same indent"),
    ],
    ids=["bracket", "colon", "tab", "documents", "alias", "anchor", "recursion", "control", "latin", "empty", "comment", "deep", "list"],
)  # fmt: skip
def test_a_file_that_is_no_survey_at_all_says_why_and_where(tmp_path, source, fault):
    path = write_folder(tmp_path)
    path.write_bytes(source)

    assert [str(fault) for fault in check_survey(path)] == [f"student.yaml:{fault}"]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (b"[" * 5000 + b"]" * 5000, 1),
        (b"{a: " * 5000, 1),
        (b"- " * 5000 + b"a", 1),
        (b"? " * 5000 + b"a", 1),
        (b"".join(b" " * level + b"a:\n" for level in range(5000)), 20),
        (b"a:\n  [" + b"[\n" * 5000, 21),
    ],
    ids=["brackets", "braces", "dashes", "questions", "blocks", "brackets in lines"],
)
def test_what_is_nested_too_deeply_is_refused_before_it_is_read(tmp_path, monkeypatch, source, line):
    path = write_folder(tmp_path)
    path.write_bytes(source)
    asked = []
    forward = Reader.forward
    monkeypatch.setattr(Reader, "forward", lambda *given: (asked.append(1), forward(*given))[1])

    faults = [str(fault) for fault in check_survey(path)]

    wanted = f"student.yaml:{line}: nested too deeply; a survey needs no more than eight levels"
    assert faults == [wanted]
    assert len(asked) < 2_000


@pytest.mark.parametrize("sign", [*"\v\f\x1c\x1d\x1e\x85\u2028\u2029"])
def test_what_word_processors_leave_inside_a_text_ends_no_line(tmp_path, sign):
    survey = SURVEY.replace("ask: How much do you belong?", f"ask: How much{sign}do you belong?")
    path = write_folder(tmp_path, survey)
    assert next(load_survey(path).questions()).ask.source == "How much do you belong?"

    write_folder(tmp_path, survey.replace("type: yes_no", "type: yes_or_no"))

    line = SURVEY[: SURVEY.index("type: yes_no")].count("\n") + 1
    assert [fault.place.number for fault in check_survey(path)] == [line]


def test_a_file_that_is_not_there_is_a_fault_and_not_a_traceback(tmp_path):
    with pytest.raises(
        SurveyFileError,
        match=r"student\.yaml:1: we cannot read it \(No such file or directory\); check the path",
    ):
        load_survey(tmp_path / "student.yaml")
