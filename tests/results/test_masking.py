"""Masking: what reaches a person goes, in any script; what tells nothing stays."""

import pytest

from survey_app.results.masking import MASK, mask, mask_more


@pytest.mark.parametrize(
    "words",
    [
        "Call me at (209) 555-0134 please",
        "Llámeme al 209-555-0134 por favor",
        "ਮੈਨੂੰ 209.555.0134 ਤੇ ਫ਼ੋਨ ਕਰੋ",
        "اتصل بي على 2095550134 شكرا",
        "my number is +1 209 555 0134",
        "write to ana.lopez+x@example.org today",
        "see https://example.org/ana?id=7 there",
        "see www.example.org/ana there",
        "it is on example.com/ana",
        "I am @ana_l on there",
        "my student number is 1234567",
        "my id 12-34-567 is wrong",
        "رقمي ١٢٣٤٥٦٧ هنا",
    ],
)
def test_what_reaches_a_person_is_masked(words):
    masked = mask(words)

    assert MASK in masked
    assert not any(sign.isdigit() for sign in masked)
    assert "ana" not in masked


@pytest.mark.parametrize(
    "words",
    [
        "Room 112 is cold",
        "Since 2024 the bus is late at 7:45",
        "Clean bathrooms. More teachers.",
        "ਸਾਨੂੰ ਹੋਰ ਅਧਿਆਪਕ ਚਾਹੀਦੇ ਹਨ",
        "I like grades 9-12",
    ],
)
def test_what_tells_nothing_stays(words):
    assert mask(words) == words


def test_a_person_masks_more_in_any_case():
    assert mask_more("Mr. Brown and mr. brown", ["Mr. Brown"]) == f"{MASK} and {MASK}"


def test_words_that_are_not_there_are_refused():
    with pytest.raises(ValueError, match="Green"):
        mask_more("Mr. Brown", ["Green"])
