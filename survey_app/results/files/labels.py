"""The file of labels: the file of rows with words in place of codes, in one language, and nothing else changed.

It is made from the cells of the file of rows, so it cannot say more than they do. Numbers and 1/0 stay. Words say in
every column why an answer is missing, also where the file of rows has an empty cell.
"""

from collections.abc import Callable
from typing import NamedTuple

from survey_app.results.cells import SurveyFile
from survey_app.results.files.spreadsheet import defuse
from survey_app.results.release.plan import NOT_SAID
from survey_app.results.rows.ladders import GRADE_BANDS, OTHER_SCHOOLS, TWO_OR_MORE
from survey_app.results.variables import (
    BLANK,
    FIRST_COLUMNS,
    NOT_REACHED,
    NOT_SHOWN,
    PREFERS_NOT,
    WITHHELD,
    Column,
    Variable,
)
from survey_app.surveys.questions import NOT_APPLY
from survey_app.surveys.text import Shown, Text

ALL_OTHERS = "all_others"
"""The groups of a breakdown that are shown together, when they are too many to name."""
WORDS = {
    NOT_APPLY: Text(
        words={
            "en": "Does not apply",
            "es": "No se aplica",
            "hmn": "Tsis hais txog kuv",
            "pa": "ਲਾਗੂ ਨਹੀਂ ਹੁੰਦਾ",
            "ar": "لا ينطبق",
        },
        drafts=("es", "hmn", "pa", "ar"),
    ),
    TWO_OR_MORE: Text(
        words={
            "en": "Two or more",
            "es": "Dos o más",
            "hmn": "Ob yam lossis ntau dua",
            "pa": "ਦੋ ਜਾਂ ਵੱਧ",
            "ar": "اثنان أو أكثر",
        },
        drafts=("es", "hmn", "pa", "ar"),
    ),
    ALL_OTHERS: Text(
        words={
            "en": "All others",
            "es": "Todos los demás",
            "hmn": "Lwm tus tag nrho",
            "pa": "ਬਾਕੀ ਸਾਰੇ",
            "ar": "جميع الآخرين",
        },
        drafts=("es", "hmn", "pa", "ar"),
    ),
    NOT_SAID: Text(
        words={
            "en": "Did not say",
            "es": "No lo dijo",
            "hmn": "Tsis qhia",
            "pa": "ਨਹੀਂ ਦੱਸਿਆ",
            "ar": "لم يذكر",
        },
        drafts=("es", "hmn", "pa", "ar"),
    ),
    OTHER_SCHOOLS: Text(
        words={
            "en": "Other schools",
            "es": "Otras escuelas",
            "hmn": "Lwm lub tsev kawm ntawv",
            "pa": "ਹੋਰ ਸਕੂਲ",
            "ar": "مدارس أخرى",
        },
        drafts=("es", "hmn", "pa", "ar"),
    ),
}
NO_ANSWER_WORDS = {
    NOT_SHOWN: Text(
        words={
            "en": "Not asked",
            "es": "No se preguntó",
            "hmn": "Tsis tau nug",
            "pa": "ਪੁੱਛਿਆ ਨਹੀਂ ਗਿਆ",
            "ar": "لم يُسأل",
        },
        drafts=("es", "hmn", "pa", "ar"),
    ),
    NOT_REACHED: Text(
        words={
            "en": "Not reached",
            "es": "No llegó a esta pregunta",
            "hmn": "Tsis tau mus txog",
            "pa": "ਇਸ ਤੱਕ ਨਹੀਂ ਪਹੁੰਚੇ",
            "ar": "لم يصل إلى هذا السؤال",
        },
        drafts=("es", "hmn", "pa", "ar"),
    ),
    BLANK: Text(
        words={
            "en": "Left blank",
            "es": "Sin contestar",
            "hmn": "Tsis tau teb",
            "pa": "ਖਾਲੀ ਛੱਡਿਆ",
            "ar": "تُرك فارغًا",
        },
        drafts=("es", "hmn", "pa", "ar"),
    ),
    PREFERS_NOT: Text(
        words={
            "en": "Prefers not to say",
            "es": "Prefiere no decirlo",
            "hmn": "Tsis xav qhia",
            "pa": "ਦੱਸਣਾ ਨਹੀਂ ਚਾਹੁੰਦੇ",
            "ar": "يفضل عدم الإجابة",
        },
        drafts=("es", "hmn", "pa", "ar"),
    ),
    WITHHELD: Text(
        words={
            "en": "Withheld to protect people",
            "es": "No se muestra, para proteger a las personas",
            "hmn": "Muab zais los tiv thaiv tib neeg",
            "pa": "ਲੋਕਾਂ ਦੀ ਸੁਰੱਖਿਆ ਲਈ ਲੁਕਾਇਆ ਗਿਆ",
            "ar": "محجوب لحماية الأشخاص",
        },
        drafts=("es", "hmn", "pa", "ar"),
    ),
}
"""Missing code → what the file of labels says in its place, in every column."""


class Labels(NamedTuple):
    """One language. header: of all columns. words: for each column, what stands there in place of a cell."""

    header: tuple[str, ...]
    words: tuple[Callable[[str], str], ...]


def labels_of(file: SurveyFile, language: str) -> Labels:
    """What the file of labels says in place of the headers and the cells of the file of rows."""
    schools = {slug: facts.school_name for slug, facts in file.facts.items()}
    schools[OTHER_SCHOOLS] = WORDS[OTHER_SCHOOLS].in_language(language).words
    withheld = NO_ANSWER_WORDS[WITHHELD].in_language(language).words
    first: dict[str, Callable[[str], str]] = dict.fromkeys(
        FIRST_COLUMNS, lambda cell: withheld if cell == WITHHELD else cell
    )
    first["school"] = lambda slug: defuse(schools[slug])
    return Labels(
        (*FIRST_COLUMNS, *(defuse(_heading(column, language)) for column in file.columns)),
        (*first.values(), *(_words_of(column, language) for column in file.columns)),
    )


def label_of(variable: Variable, code: str, language: str) -> Shown:
    """What a code of a variable means, with the language that it is said in."""
    if code in variable.question.codes and (said := variable.question.words_for(code)):
        return said.in_language(language)
    if code in GRADE_BANDS:
        return _band(variable, code, language)
    return WORDS[code].in_language(language) if code in WORDS else Shown(code, "zxx", draft=False)


def question_of(variable: Variable, language: str) -> Shown:
    """The question, and the row where it is one of a matrix."""
    ask = variable.question.ask.in_language(language)
    for row in variable.question.parts:
        if row.code == variable.row:
            return ask._replace(words=f"{ask.words} / {row.text.in_language(language).words}")
    return ask


def _heading(column: Column, language: str) -> str:
    ask = question_of(column.variable, language).words
    choice = f" / {label_of(column.variable, column.code, language).words}" if column.code else ""
    return f"{ask}{choice} [{column.name}]"


def _words_of(column: Column, language: str) -> Callable[[str], str]:
    variable = column.variable
    missing = {code: text.in_language(language).words for code, text in NO_ANSWER_WORDS.items()}
    labels = {
        code: label_of(variable, code, language).words for code in (*variable.codes, *GRADE_BANDS, *WORDS)
    }
    are_codes = column.code is None and bool(variable.codes)

    def find(cell: str) -> str:
        if cell in missing or not are_codes:
            return missing.get(cell, cell)
        return defuse("; ".join(labels.get(code, code) for code in cell.split(" ")))

    return find


def _band(variable: Variable, band: str, language: str) -> Shown:
    """Both ends of a band of grades: "Grade 9 – Grade 10"."""
    span = GRADE_BANDS[band]
    inside = [
        choice.text.in_language(language)
        for choice in variable.question.offered
        if choice.grade is not None and choice.grade in span
    ]
    ends = dict.fromkeys([inside[0].words, inside[-1].words]) if inside else {band: None}
    return Shown(" – ".join(ends), inside[0].language if inside else "zxx", any(one.draft for one in inside))
