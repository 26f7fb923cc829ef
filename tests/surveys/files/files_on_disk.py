"""A folder with a small survey without faults, for tests to break in one place."""

from pathlib import Path

from survey_app.surveys.faults.fault import Fault
from survey_app.surveys.yaml_file import check_survey

SHARED = """\
language: en
texts:
  who: "{school_name} is asking."
  thanks: Thank you!
lists:
  a3:
    - none: Not at all
    - some: Somewhat
    - great: A great deal
  yn:
    - yes: Yes
    - no: No
    - not_sure: Not sure
"""

SURVEY = """\
name: student
audience: student
version: student-2026.1
language: en
grades: [7, 12]
minutes: 8
consent: passive
title: Student survey
start: [who, why]
thanks: [thanks]
help: [help_988]
texts:
  why: It takes {minutes} minutes.
  help_988: Call or text 988.
lists:
  needs:
    - tutor: Tutoring
    - "10": {text: Grade 10, grade: 10, hint: Not for all}
    - other: {text: Something else, other: true}
    - none: {text: None of these, exclusive: true}
sections:
  - name: belonging
    title: You and your school
    introduction: There are no wrong answers.
    questions:
      - name: belong
        type: scale
        ask: How much do you belong?
        choices: a3
        privacy: safe
        pillars: [P1, assets]
        lcap: 3
        not_apply: true
      - name: adult
        type: yes_no
        ask: Is there an adult?
        privacy: sensitive
        protected_topic: family
        no_answer: true
      - name: needs2
        type: choose_several
        ask: What do you need?
        hint: Choose up to two.
        choices: needs
        most: 2
        shuffle: true
        privacy: rare
        when: belong in (none, some) and school.grade_high >= 7
  - name: more
    title: More
    optional: true
    when: answered needs2
    questions:
      - name: lang
        type: choose_one
        ask: Which language?
        choices:
          - no: None
          - es: Spanish
        privacy: identifier
        required: true
      - name: know
        type: matrix
        ask: Do you know where to get help?
        rows:
          - food: Food
          - health: Health
        choices: yn
        privacy: safe
      - name: children
        type: whole_number
        ask: How many?
        lowest: 1
        highest: 20
        privacy: rare
      - name: role
        type: short_text
        ask: What is your role?
        longest: 40
        privacy: identifier
        when: children >= 2
      - name: change
        type: long_text
        ask: What would you change?
        longest: 300
        privacy: rare
"""

SPANISH = """\
msgid ""
msgstr ""
"Language: es\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"""


def write_folder(folder: Path, survey: str = SURVEY, shared: str = SHARED, **languages: str) -> Path:
    """Write a survey, what it shares, and PO files by language; returns the path of the survey."""
    (folder / "texts").mkdir(exist_ok=True)
    (folder / "shared.yaml").write_text(shared, encoding="utf-8")
    for language, words in languages.items():
        (folder / "texts" / f"{language}.po").write_text(words, encoding="utf-8")
    path = folder / "student.yaml"
    path.write_text(survey, encoding="utf-8")
    return path


def entry(key: str, of: str, words: str, flag: str = "") -> str:
    """One entry of a PO file, with the blank line before it."""
    return f'\n{flag + chr(10) if flag else ""}msgctxt "{key}"\nmsgid "{of}"\nmsgstr "{words}"\n'


def check_but_for_terms(path: Path) -> list[Fault]:
    """The faults of a survey, without warnings about terms: the Spanish of this folder is no Spanish."""
    return [each for each in check_survey(path) if each.code not in ("not_in_glossary", "against_glossary")]


def complete() -> str:
    """A PO file with every text of the folder; the translation of a text is the text in «guillemets»."""
    return SPANISH + "".join(entry(key, of, f"«{of}»") for key, of in TEXTS.items())


# Every text of SHARED and SURVEY by its key, written out: this is what a translator relies on.
TEXTS = {
    "shared.texts.who": "{school_name} is asking.",
    "shared.texts.thanks": "Thank you!",
    "shared.lists.a3.none": "Not at all",
    "shared.lists.a3.some": "Somewhat",
    "shared.lists.a3.great": "A great deal",
    "shared.lists.yn.yes": "Yes",
    "shared.lists.yn.no": "No",
    "shared.lists.yn.not_sure": "Not sure",
    "student.title": "Student survey",
    "student.texts.why": "It takes {minutes} minutes.",
    "student.texts.help_988": "Call or text 988.",
    "student.lists.needs.tutor": "Tutoring",
    "student.lists.needs.10": "Grade 10",
    "student.lists.needs.10.hint": "Not for all",
    "student.lists.needs.other": "Something else",
    "student.lists.needs.none": "None of these",
    "student.sections.belonging.title": "You and your school",
    "student.sections.belonging.introduction": "There are no wrong answers.",
    "student.belong.ask": "How much do you belong?",
    "student.adult.ask": "Is there an adult?",
    "student.needs2.ask": "What do you need?",
    "student.needs2.hint": "Choose up to two.",
    "student.sections.more.title": "More",
    "student.lang.ask": "Which language?",
    "student.lang.choices.no": "None",
    "student.lang.choices.es": "Spanish",
    "student.know.ask": "Do you know where to get help?",
    "student.know.rows.food": "Food",
    "student.know.rows.health": "Health",
    "student.children.ask": "How many?",
    "student.role.ask": "What is your role?",
    "student.change.ask": "What would you change?",
}
