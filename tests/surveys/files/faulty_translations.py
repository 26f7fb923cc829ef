# ruff: noqa: E501  # one fault per line
"""Every way to break the Spanish translation of the tests: what is changed, and the fault that is told."""

from tests.surveys.files.files_on_disk import entry

ASK = "How much do you belong?"
FAULTS = [
    (
        "a text without a translation",
        (entry("student.belong.ask", ASK, f"«{ASK}»"), ""),
        'student.yaml:28: "student.belong.ask" has no text in "es"; translate msgctxt student.belong.ask in texts/es.po',
    ),
    (
        "an empty translation",
        (f'msgstr "«{ASK}»"', 'msgstr ""'),
        'student.yaml:28: "student.belong.ask" has no text in "es"; translate msgctxt student.belong.ask in texts/es.po',
    ),
    (
        "a shared text without a translation",
        (entry("shared.texts.thanks", "Thank you!", "«Thank you!»"), ""),
        'shared.yaml:4: "shared.texts.thanks" has no text in "es"; translate msgctxt shared.texts.thanks in texts/es.po',
    ),
    (
        "a translation of what the source said before",
        (f'msgid "{ASK}"', 'msgid "How much did you belong?"'),
        'texts/es.po:LINE: the translation of "student.belong.ask" is stale: its source changed; '
        f'translate it again, then set msgid to "{ASK}"',
    ),
    (
        "a text that is no longer there",
        ('"student.belong.ask"', '"student.belongs.ask"'),
        'texts/es.po:LINE: obsolete: no text has the key "student.belongs.ask"; did you mean "student.belong.ask"?',
    ),
    (
        "a survey that is no longer there",
        ('"student.belong.ask"', '"pupil.belong.ask"'),
        'texts/es.po:LINE: obsolete: no survey file for the key "pupil.belong.ask"; known files: shared, student',
    ),
    (
        "a placeholder that was lost",
        ('msgstr "«{school_name} is asking.»"', 'msgstr "«is asking.»"'),
        'texts/es.po:LINE: "shared.texts.who" has different placeholders; use exactly: {school_name}',
    ),
    (
        "a placeholder that was translated",
        ('msgstr "«{school_name} is asking.»"', 'msgstr "«{Escuela} is asking.»"'),
        'texts/es.po:LINE: "shared.texts.who" has different placeholders; use exactly: {school_name}',
    ),
    (
        "a placeholder that was added",
        (f'msgstr "«{ASK}»"', 'msgstr "«{minutes}»"'),
        'texts/es.po:LINE: "student.belong.ask" has different placeholders; use exactly: none',
    ),
    (
        "an entry without a key",
        ('msgctxt "student.belong.ask"\n', ""),
        "texts/es.po:LINE: an entry has no msgctxt; add the key of its text, such as student.belong.ask",
    ),
    (
        "a key that is there twice",
        ('"student.adult.ask"', '"student.belong.ask"'),
        'texts/es.po:LINE: "student.belong.ask" is here twice (first: line FIRST); remove one',
    ),
]
