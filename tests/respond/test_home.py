"""The home page carries the whole page that the project started from, in plain words, and keeps the law's own."""

from lxml import html

from survey_app.languages.catalogs import shipped_languages

LARGEST = 4_000
"""Bytes of the page, with Brotli. Everything on it arrives with the first packets."""
OF_THE_FIRST_PAGE = [
    "California Community Schools Partnership Program (CCSPP)",
    "aims to promote the growth and development of community schools",
    "whole-child approach",
    "the needs of students, families and the community as a whole",
    "strengths of the community",
    "vibrant hub of its neighborhood",
    "flourish",
    "help with schoolwork, physical health, social and emotional support, and mental health care",
    "known well, so that every student can be served well",
    "true partners",
    "what they know and can do",
    "learning opportunities for families",
    "shared leadership",
    "Professional learning",
    "collective trust",
    "the responsibility for how well students do",
    "extended or expanded learning",
    "before school, after school, on weekends and in summer",
    "Tutoring and other support are there during school hours",
    "internships and projects",
    "Are you a student at one of these schools?",
    "Your honest answers give the planning of your community school a strong start.",
    "Choose your school below.",
]
OF_THE_LAW = [
    "“coordination of trauma-informed health, mental health, and social services”",
    "“home visits, home-school collaboration, [and] culturally responsive community partnerships”",
    "“professional development to transform school culture and climate … social-emotional learning [and]"
    " restorative justice”",
    "“before and after school care and summer programs”",
]


def home(client, language: str) -> html.HtmlElement:
    return html.document_fromstring(client.get(f"/{language}/").get_data())


def test_the_home_page_says_what_the_first_page_said(client):
    said = " ".join(home(client, "en").text_content().split())

    assert [words for words in OF_THE_FIRST_PAGE if words not in said] == []


def test_each_pillar_quotes_the_law_in_english_folded_below_it(client):
    for language in ("en", "ar"):
        pillars = home(client, language).xpath("//ol[@class='pillars']/li")
        folded = [each.xpath("details[not(@open)]/blockquote[@lang='en'][@dir='ltr']") for each in pillars]

        assert [[quote.text for quote in quotes] for quotes in folded] == [[words] for words in OF_THE_LAW]


def test_students_are_invited_right_above_the_schools(client):
    section = home(client, "en").get_element_by_id("schools")

    assert section.xpath("string(h2)") == "Community School Needs Assessments for Students"
    assert section.xpath("string(h2/following-sibling::p[1])").startswith("Are you a student")
    assert section.xpath("h2/following-sibling::section//a/text()")


def test_the_page_stays_small(client):
    sizes = {
        language: len(client.get(f"/{language}/", headers={"Accept-Encoding": "br"}).get_data())
        for language in shipped_languages()
    }

    assert {language: size for language, size in sizes.items() if size > LARGEST} == {}
