# ruff: noqa: E501  # one text per line
"""Translations in PO files: which one a reader gets, and what is said of those that do not fit any more."""

import pytest

from survey_app.errors import SurveyFileError
from survey_app.surveys.text import Text
from survey_app.surveys.yaml_file import check_survey, count_translations, load_library, load_survey
from tests.surveys.files.faulty_translations import ASK, FAULTS
from tests.surveys.files.files_on_disk import (
    SPANISH,
    SURVEY,
    check_but_for_terms,
    complete,
    entry,
    write_folder,
)


def faults_of(folder, words):
    """The faults with a complete Spanish translation, changed by `words`."""
    return [str(fault) for fault in check_but_for_terms(write_folder(folder, es=words))]


def ask_of(folder, **languages):
    """The first question of the survey, with these translations."""
    return next(load_survey(write_folder(folder, **languages)).questions()).ask


def test_a_complete_translation_has_no_fault(tmp_path):
    assert faults_of(tmp_path, complete()) == []


def test_a_translated_text_has_both_languages_the_source_first(tmp_path):
    ask = ask_of(tmp_path, es=SPANISH + entry("student.belong.ask", ASK, "¿Cuánto?"))

    assert list(ask.words.items()) == [("en", ASK), ("es", "¿Cuánto?")]
    assert ask.drafts == ()


def test_a_fuzzy_entry_is_a_draft_that_is_shown_and_marked(tmp_path):
    ask = ask_of(tmp_path, es=SPANISH + entry("student.belong.ask", ASK, "¿Cuánto?", "#, fuzzy"))

    assert ask == Text(words={"en": ASK, "es": "¿Cuánto?"}, drafts=("es",))


@pytest.mark.parametrize(
    "broken",
    [
        entry("student.belong.ask", ASK, ""),
        entry("student.belong.ask", "How much did you belong?", "¿Cuánto?"),
        entry("student.belong.ask", ASK, "¿Cuánto, {school_name}?"),
        entry("student.other.ask", ASK, "¿Cuánto?"),
        "\n".join(f"#~ {line}" for line in entry("student.belong.ask", ASK, "¿Cuánto?").strip().splitlines()),
    ],
    ids=["missing", "stale", "another placeholder", "another key", "commented out"],
)
def test_a_translation_that_is_not_current_falls_back_to_the_source(tmp_path, broken):
    assert ask_of(tmp_path, es=SPANISH + broken) == Text(words={"en": ASK})


def test_the_languages_of_a_survey_are_those_with_a_current_text(tmp_path):
    arabic = SPANISH + entry("student.belong.ask", "Another question?", "؟")
    path = write_folder(tmp_path, pa=SPANISH + entry("student.title", "Student survey", "ਸਰਵੇ"), ar=arabic)

    assert load_survey(path).languages == ("en", "pa")


def test_every_text_of_a_survey_can_be_translated(tmp_path):
    survey = load_survey(write_folder(tmp_path, es=complete()))

    texts = _texts_in(survey.model_dump())
    assert len(texts) > 30
    assert all(text["words"]["es"] == f"«{text['words']['en']}»" for text in texts)


def _texts_in(part):
    if isinstance(part, dict) and "words" in part:
        return [part]
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, (list, tuple)) else []
    return [text for each in inner for text in _texts_in(each)]


def test_a_long_translation_over_many_lines_is_one_text(tmp_path):
    folded = '\nmsgctxt "student.belong.ask"\nmsgid ""\n"How much "\n"do you belong?"\nmsgstr ""\n"¿Cuánto "\n"sientes?"\n'

    assert ask_of(tmp_path, es=SPANISH + folded).words["es"] == "¿Cuánto sientes?"


@pytest.mark.parametrize(
    ("change", "expected"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_a_fault_of_a_translation_is_named_with_its_line_and_its_remedy(tmp_path, change, expected):
    whole, (old, new) = complete(), change
    assert whole.count(old) == 1
    broken = whole.replace(old, new)
    changed = whole[: whole.index(old)]
    first = broken.find('"student.belong.ask"')
    # polib gives an entry the line of its first keyword: msgctxt, or msgid without one.
    line = changed.count("\n") + 1 - (1 if old.startswith("msgid") else 2 if old.startswith("msgstr") else 0)
    wanted = expected.replace("LINE", str(line)).replace("FIRST", str(broken[:first].count("\n") + 1))

    assert wanted in faults_of(tmp_path, broken)


def test_a_language_with_no_text_at_all_is_one_fault_per_file(tmp_path):
    assert faults_of(tmp_path, SPANISH) == [
        'shared.yaml:1: nothing is translated into "es"; fill texts/es.po',
        'student.yaml:1: nothing is translated into "es"; fill texts/es.po',
    ]


def test_every_language_is_checked(tmp_path):
    path = write_folder(tmp_path, es=complete(), pa=SPANISH)

    assert {str(fault).split('"')[1] for fault in check_but_for_terms(path)} == {"pa"}


@pytest.mark.parametrize(
    ("name", "source", "fault"),
    [
        ("es.po", b'msgid ""\nmsgstr ""\n\nmsgctxt student\n', 'texts/es.po:4: not a line of a PO file; check the quotes and the words before them: msgid "..."'),
        ("es.po", b'msgid ""\nmsgstr ""\n\nmsgstr "x"\n', 'texts/es.po:4: from here on, this is not a PO file; check the quotes and the words before them: msgid "..."'),
        ("es.po", b'msgid ""\nmsgstr "espa\xf1ol"\n', "texts/es.po:1: not UTF-8; save the file as UTF-8"),
        ("spanish_es.po", b"", 'texts/spanish_es.po:1: "spanish_es" is not a language code; name the file like es.po or zh-Hant.po'),
    ],
    ids=["quotes", "order", "latin", "name"],
)  # fmt: skip
def test_a_translation_file_that_cannot_be_read_is_a_fault_and_not_a_language_that_is_silently_gone(
    tmp_path, name, source, fault
):
    path = write_folder(tmp_path)
    (tmp_path / "texts" / name).write_bytes(source)

    assert fault in [str(each) for each in check_but_for_terms(path)]
    with pytest.raises(SurveyFileError) as error:
        load_survey(path)
    assert fault in str(error.value)


@pytest.mark.parametrize("sign", [*"\v\f\x1c\x1d\x1e\x85\u2028\u2029"])
def test_what_word_processors_leave_inside_a_text_ends_no_line(tmp_path, sign):
    words = complete().replace(f'msgstr "«{ASK}»"', f'msgstr "¿Cuánto{sign}sientes?"')
    assert faults_of(tmp_path, words) == []

    assert ask_of(tmp_path, es=words).words["es"] == "¿Cuánto sientes?"


@pytest.mark.parametrize("sign", [*"\v\f\x1c\x1d\x1e\x85\u2028\u2029"])
def test_a_fault_after_such_a_sign_has_the_line_of_an_editor(tmp_path, sign):
    words = complete().replace('msgstr "«Student survey»"', f'msgstr "«Student{sign}survey»"')
    words = words.replace(f'msgid "{ASK}"', 'msgid "Another?"')
    line = words[: words.index('"student.belong.ask"')].count("\n") + 1

    assert [fault.split(":")[1] for fault in faults_of(tmp_path, words)] == [str(line)]


@pytest.mark.parametrize(
    "other",
    [
        lambda words: b"\xef\xbb\xbf" + words.encode(),
        lambda words: words.replace("\n", "\r\n").encode(),
        lambda words: words.replace("\n", "\r").encode(),
        lambda words: words.replace("«How", "«\u00a0\u200bHow").encode(),
        lambda words: (words + '\n#~ msgctxt "student.gone.ask"\n#~ msgid "Old?"\n#~ msgstr "?"\n').encode(),
        lambda words: words.replace('msgctxt "student.belong.ask"', '#| msgid "x"\nmsgctxt "student.belong.ask"').encode(),
    ],
    ids=["mark", "CRLF", "CR", "no-break and zero-width spaces", "obsolete", "previous"],
)  # fmt: skip
def test_a_file_as_real_tools_write_it_has_no_fault(tmp_path, other):
    path = write_folder(tmp_path, es="")
    (tmp_path / "texts/es.po").write_bytes(other(complete()))

    assert [str(fault) for fault in check_but_for_terms(path)] == []


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_a_file_in_another_encoding_has_one_fault_the_reason(tmp_path, encoding):
    path = write_folder(tmp_path, es="")
    (tmp_path / "texts/es.po").write_bytes(complete().encode(encoding))

    assert [str(fault) for fault in check_but_for_terms(path)] == [
        "texts/es.po:1: not UTF-8; save the file as UTF-8"
    ]


def test_a_fault_in_the_survey_itself_does_not_make_its_translations_look_obsolete(tmp_path):
    path = write_folder(tmp_path, SURVEY.replace("type: scale", "type: scael"), es=complete())

    assert [str(fault).split(":")[0] for fault in check_but_for_terms(path)] == ["student.yaml"]


def test_the_state_of_a_translation_is_counted_per_file_and_language(tmp_path):
    words = complete()
    words = words.replace('\nmsgctxt "student.belong.ask"', '\n#, fuzzy\nmsgctxt "student.belong.ask"')
    words = words.replace('msgid "Is there an adult?"', 'msgid "Was there an adult?"')
    words = words.replace('msgstr "«How many?»"', 'msgstr ""')
    write_folder(tmp_path, es=words)

    counts = count_translations(tmp_path)

    student, shared = counts["student"]["es"], counts["shared"]["es"]
    assert (student.draft, student.stale, student.missing) == (1, 1, 1)
    assert (student.translated, student.all) == (student.all - 3, student.all)
    assert (shared.translated, shared.draft, shared.stale, shared.missing) == (8, 0, 0, 0)


def test_a_survey_may_be_written_in_another_language_than_english(tmp_path):
    path = write_folder(tmp_path, SURVEY.replace("language: en", "language: es"), es=complete())

    survey = load_survey(path)

    assert survey.languages == ("es",)
    assert next(iter(survey.title.words)) == "es"
    assert survey.thanks[0].words == {"en": "Thank you!", "es": "«Thank you!»"}
    assert list(load_library(tmp_path)) == ["student"]


TITLE = 'msgstr "«Student survey»"'


def terms_of(folder, spanish):
    path = write_folder(folder, es=complete().replace(TITLE, f'msgstr "{spanish}"'))
    return [str(fault).partition(": ")[2] for fault in check_survey(path) if "student.title" in str(fault)]


def test_a_translation_in_the_words_of_the_glossary_has_no_warning(tmp_path):
    assert terms_of(tmp_path, "Encuesta para estudiantes") == []


def test_a_translation_that_leaves_the_glossary_is_warned_of_with_the_term_and_its_words(tmp_path):
    assert terms_of(tmp_path, "Sondeo para jóvenes") == [
        'the translation of "student.title" has "sondeo", which the glossary does not use for "survey";'
        " use one of: encuesta, encuestas",
        'the translation of "student.title" has another word for "student" than the glossary;'
        " use one of: estudiante, estudiantes, estudiantil",
    ]


def test_a_survey_that_leaves_the_glossary_can_still_be_published(tmp_path):
    path = write_folder(tmp_path, es=complete())

    assert {fault.is_warning for fault in check_survey(path)} == {True}
    assert load_survey(path).title.in_language("es").words == "«Student survey»"
