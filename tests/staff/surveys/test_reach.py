"""A draft is there for those who may write it, and for nobody else."""

import pytest
from flask import Flask

from tests.staff.accounts.people import OURS, THEIRS, signed_in_as
from tests.staff.conftest import token_of
from tests.staff.surveys.writing import Writer


@pytest.mark.parametrize(
    ("role", "district", "schools"),
    [("district_admin", THEIRS, ()), ("coordinator", OURS, ("merced-high",))],
)
def test_no_page_of_a_draft_is_there_for_others(
    published: Flask, writer: Writer, role: str, district: str, schools: tuple[str, ...]
) -> None:
    stranger = signed_in_as(published, role, district, schools)
    token = token_of(stranger.get("/staff/surveys").text)
    belong = writer.item("How much do you feel you belong at this school?")
    filled = {"<draft>": writer.draft, "<item>": belong, "<language>": "en", "<form>": "yaml"}
    found = {}
    for rule in published.url_map.iter_rules():
        path = rule.rule
        if "<draft>" not in path:
            continue
        for name, value in filled.items():
            path = path.replace(name, value)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            answer = stranger.open(path, method=method, data={"csrf_token": token, "drawn": "{}"})
            found[rule.endpoint, method] = answer.status_code

    assert dict.fromkeys(found, 404) == found
    assert len(found) > 12
