"""At an address where there is nothing, staff stay at the staff door and families at theirs."""

import pytest
from lxml import html

from tests.staff.conftest import token_of


def heading(page: str) -> str:
    return html.document_fromstring(page).xpath("string(//h1)")


@pytest.mark.parametrize("path", ["/staff/rounds/nowhere", "/staff/nothing/here"])
def test_staff_get_a_page_of_their_own(signed_in, path):
    answer = signed_in.get(path)

    assert (answer.status_code, heading(answer.text)) == (404, "There is no such page")
    assert 'class="staff"' in answer.text
    assert 'href="/staff/"' in answer.text
    assert "Choose your school" not in answer.text


def test_a_page_that_knows_who_is_signed_in_keeps_the_menu(signed_in):
    assert token_of(signed_in.get("/staff/rounds/nowhere").text)


def test_it_is_in_the_languages_of_the_staff_pages(signed_in):
    assert heading(signed_in.get("/staff/rounds/nowhere", headers={"Accept-Language": "es"}).text) == (
        "Esta página no existe"
    )
    assert heading(signed_in.get("/staff/nothing", headers={"Accept-Language": "ar"}).text) == (
        "There is no such page"
    )


def test_families_still_choose_their_school(signed_in):
    assert "Choose your school" in signed_in.get("/s/nowhere").text
