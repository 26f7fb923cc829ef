"""The codebook as one plain page that prints well and that screen readers can read. It loads nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from survey_app.languages.locales import direction
from survey_app.results.cells import SurveyFile
from survey_app.results.files.codebook import FIRST_MEANINGS, Code, Entry, entries, free_texts
from survey_app.results.variables import MISSING
from survey_app.surveys.text import Shown

_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-inline-size: 60rem; margin: 2rem auto; padding-inline: 1rem; }
h2 { margin-block-start: 3rem; } h3 { margin-block: 2rem .25rem; } h3 code { font-weight: 700; }
code { font: .9em ui-monospace, monospace; unicode-bidi: isolate; }
table { border-collapse: collapse; inline-size: 100%; margin-block: .75rem; }
th, td { border: 1px solid GrayText; padding: .3rem .6rem; text-align: start; vertical-align: top; }
caption { text-align: start; } .draft { font-style: italic; } dl { margin-block: .5rem; } dt { font-weight: 600; }
@media print { body { margin: 0; max-inline-size: none; } section { break-inside: avoid-page; } }
"""


def codebook_page(file: SurveyFile, languages: Sequence[str], title: str) -> Iterator[str]:
    """The page in pieces. languages: show questions and codes in these. The page itself is in English."""
    yield '<!doctype html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>Codebook: {escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
    yield f"<h1>Codebook: {escape(title)}</h1>\n"
    yield "<p>What the columns of <code>responses.csv</code> hold. Texts in <i>italics</i> are translations that no "
    yield "person has reviewed yet.</p>\n"
    yield from _meanings(
        "In every column", "code", ((code or "(empty)", words) for code, words in MISSING.items())
    )
    yield from _meanings("The first columns", "column", FIRST_MEANINGS.items())
    section = None
    for entry in entries(file, languages):
        if entry.section is not section:
            section = entry.section
            yield f"<h2{_language(section.title.in_language(languages[0]))}</h2>\n"
        yield from _entry(entry, languages)
    yield from _free_texts(file, languages)
    yield "</main>\n</body>\n</html>\n"


def _free_texts(file: SurveyFile, languages: Sequence[str]) -> Iterator[str]:
    questions = free_texts(file)
    if not questions:
        return
    yield "<h2>Questions without a column</h2>\n<p>People answered these in their own words. No row tells whether its "
    yield "person wrote something: whoever could tell would find the writer of a comment. What was written is read by "
    yield "an administrator first, and is in <code>comments.csv</code> where enough people wrote something.</p>\n"
    for question in questions:
        asked = (question.ask.in_language(language) for language in languages)
        yield "<section>\n"
        yield from (f"<p{_language(words)}</p>\n" for words in _each_once(asked))
        yield "</section>\n"


def _meanings(title: str, what: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f'<h2>{title}</h2>\n<table>\n<thead><tr><th scope="col">{what}</th><th scope="col">meaning</th></tr>'
    yield "</thead>\n<tbody>\n"
    for name, meaning in rows:
        yield f'<tr><th scope="row"><code>{escape(name)}</code></th><td>{escape(meaning)}</td></tr>\n'
    yield "</tbody>\n</table>\n"


def _entry(entry: Entry, languages: Sequence[str]) -> Iterator[str]:
    yield f'<section>\n<h3 id="{escape(entry.column)}"><code>{escape(entry.column)}</code></h3>\n'
    for question in _each_once(entry.questions):
        yield f"<p{_language(question)}</p>\n"
    yield f"<dl>\n<dt>Holds</dt><dd>{escape(entry.holds)}</dd>\n"
    if entry.shown_if:
        yield f"<dt>Shown if</dt><dd><code>{escape(entry.shown_if)}</code></dd>\n"
    yield f"<dt>Privacy</dt><dd>{escape(entry.variable.privacy)}: {escape(entry.safeguard)}</dd>\n</dl>\n"
    if entry.variable.codes:
        yield from _codes(entry, languages)
    yield "</section>\n"


def _codes(entry: Entry, languages: Sequence[str]) -> Iterator[str]:
    column = escape(entry.column)
    yield "<table>\n"
    if entry.variable.is_split:
        yield "<caption>Besides, there is one column for each code, such as "
        yield f"<code>{column}_{escape(entry.codes[0].code)}</code>: 1 = chosen, 0 = not chosen</caption>\n"
    names = "".join(f'<th scope="col">{escape(language)}</th>' for language in languages)
    yield f'<thead><tr><th scope="col">code</th>{names}</tr></thead>\n<tbody>\n'
    for code in entry.codes:
        yield f'<tr><th scope="row"><code>{escape(code.code)}</code></th>{_meaning_cells(code)}</tr>\n'
    yield "</tbody>\n</table>\n"


def _meaning_cells(code: Code) -> str:
    return "".join(f"<td{_language(shown)}</td>" for shown in code.meanings)


def _each_once(questions: Iterable[Shown]) -> Iterable[Shown]:
    """Drop repeats: languages without a translation share the fallback, which is shown once."""
    return {(shown.language, shown.words): shown for shown in questions}.values()


def _language(shown: Shown) -> str:
    """The end of an opening tag, with the language of the words, and then the words."""
    draft = ' class="draft"' if shown.draft else ""
    return f' lang="{escape(shown.language)}" dir="{direction(shown.language)}"{draft}>{escape(shown.words)}'
