"""Hostile and unlucky words as answers: stored as they are, or refused; never a failure of ours."""

import gzip
import html
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from tests.respond.door_samples import SURVEY, a_response

LONGEST = 2000
NAUGHTY = json.loads((Path(__file__).parent / "naughty_strings.json").read_text())
LONG = [
    letter * number
    for letter in (
        "a",
        "a ",
        "ñ",
        "ਪ",
        "😀",
        "٣",
        "<",
        "&",
        '"',
        "\\",
        "%",
        "=",
        "\x00",
        "\u200b",
        "\u202e",
        "e\u0301",
    )
    for number in (999, 2000, 2001, 5000)
]
WORDS = [*NAUGHTY, *LONG]
# A word of each of these is in every run.
KINDS = (
    "<script",
    "' OR",
    "=1+1",
    "\u202e",
    "\ud800",
    "\x00",
    "{{",
    "%s",
    "../",
    "NaN",
    "2147483648",
    "👨‍👩‍👧‍👦",
    "ਪ",
)
KNOWN = [next(words for words in NAUGHTY if kind in words) for kind in KINDS]
QUESTIONS = ("belong", "needs1", "needs1.other", "needs3", "know", "know.clinic", "siblings")
PATHS = (
    "/{}",
    "/s/{}",
    "/s/{}/es",
    "/s/merced-high/{}",
    f"{SURVEY}/{{}}",
    f"{SURVEY}/es/thanks?receipt={{}}",
)
FORM_TYPE = "application/x-www-form-urlencoded"


def as_kept(words):
    """What must be stored: the words without controls and white space around them, line ends as one character."""
    line_ends = words.replace("\r\n", "\n").translate(dict.fromkeys(map(ord, "\r\v\f"), "\n"))
    return re.sub("[\x01-\x08\x0e-\x1f]", "", line_ends).strip() or None


def may_be_kept(words):
    return (
        "\x00" not in words
        and not re.search("[\ud800-\udfff]", words)
        and len(as_kept(words) or "") <= LONGEST
    )


def as_form(**answers):
    """A form as a browser would send it, broken surrogates as bytes that are not UTF-8."""
    return "&".join(
        f"{name}={quote_plus(words.encode(errors='surrogatepass'))}" for name, words in answers.items()
    )


@pytest.fixture
def some_of(request):
    """Every word with --long. Else a word of each kind, and every third (or so) from another one for each number.

    So many numbers have every word. The long ones are in fours, so that every third of them has each length.
    """

    def some(words, number, step=3):
        return words if request.config.getoption("--long") else [*KNOWN, *words[number % step :: step]]

    return some


def test_naughty_words_are_many_and_of_many_kinds():
    assert len(set(NAUGHTY)) == len(NAUGHTY) >= 400
    assert len(set(KNOWN)) == len(KINDS)


def test_naughty_words_in_json_are_stored_as_they_are_or_as_near_as_can_be(client, stored, some_of):
    kept = Counter()
    for words in some_of(WORDS, 0):
        response = client.post(f"{SURVEY}/responses", json=a_response(answers={"open_change": words}))
        assert response.status_code == 201, ascii(words)[:80]
        assert ("not_taken" in response.json) != may_be_kept(words), ascii(words)[:80]
        mended = re.sub("[\ud800-\udfff\x00]", "\ufffd", as_kept(words) or "")[:LONGEST].strip()
        kept[mended or None] += 1

    assert Counter(response["answers"]["open_change"] for response in stored()) == +kept


def test_naughty_words_in_a_form_are_stored_as_they_are_or_refused(client, stored, some_of):
    kept = Counter()
    for words in some_of(WORDS, 1):
        response = client.post(f"{SURVEY}/es", data=as_form(open_change=words), content_type=FORM_TYPE)
        if len(as_form(open_change=words)) > 64 * 1024:
            assert response.status_code == 413
        else:
            assert response.status_code == (303 if may_be_kept(words) else 422), ascii(words)[:80]
            kept[as_kept(words)] += may_be_kept(words)

    assert Counter(response["answers"]["open_change"] for response in stored()) == +kept


@pytest.mark.parametrize("question", QUESTIONS)
def test_naughty_words_as_any_other_answer_never_fail(client, question, some_of):
    statuses, at = Counter(), QUESTIONS.index(question)
    for number, words in enumerate(some_of(NAUGHTY, at, len(QUESTIONS)), start=at):
        # Each word in one of four shapes: the questions and the words make up for each other.
        shapes = [words, [words, words], {words: words, "clinic": words}]
        if number % 4 < 3:
            response = client.post(
                f"{SURVEY}/responses", json=a_response(answers={question: shapes[number % 4]})
            )
        else:
            response = client.post(f"{SURVEY}/es", data=as_form(**{question: words}), content_type=FORM_TYPE)
        statuses[response.status_code] += 1

    assert set(statuses) <= {201, 303, 413, 422}


@pytest.mark.parametrize("key", ["id", "version", "language", "channel", "code", "answers"])
def test_naughty_words_around_the_answers_are_refused(client, stored, key):
    for words in WORDS:
        response = client.post(f"{SURVEY}/responses", json=a_response(**{key: words}))
        assert response.status_code in (413, 422, 429), ascii(words)[:80]

    assert stored() == []


@pytest.mark.parametrize("path", PATHS)
def test_naughty_words_in_an_address_lead_to_a_page(client, path, some_of):
    for words in some_of(NAUGHTY, PATHS.index(path)):
        response = client.get(path.format(quote_plus(words.encode(errors="surrogatepass"))))
        assert response.status_code in (200, 302, 308, 404), ascii(words)[:80]
        assert "<script>alert" not in response.text


def test_words_that_must_be_corrected_come_back_as_they_were_typed(client, some_of):
    for words in some_of(WORDS, 0):
        if re.search("[\ud800-\udfff\x00\r]", words) or len(words) > LONGEST:
            continue
        form = as_form(open_change=words, siblings="a lot")
        response = client.post(
            f"{SURVEY}/es", data=form, content_type=FORM_TYPE, headers={"Accept-Encoding": "gzip"}
        )
        assert response.status_code == 422
        page = gzip.decompress(response.data).decode()
        typed = re.search(r'<textarea[^>]*name="open_change"[^>]*>(.*?)</textarea>', page, re.DOTALL)
        # A browser drops the first line end inside a text area.
        assert html.unescape(typed[1].removeprefix("\n")).strip() == words.strip(), ascii(words)[:80]
