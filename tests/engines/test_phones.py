"""What a student does with a phone, on each engine. Every browser on an iPhone is WebKit."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.answers import STUDENT
from tests.browser.fault_proxy import FaultProxy
from tests.browser.taker import flat, interface
from tests.engines.phone import Phone
from tests.engines.programs import wait_for
from tests.engines.respondent import READY, READY_AT, Place, Respondent

pytestmark = pytest.mark.browser

SLOW = 0.7  # seconds that each request waits
# One question of each kind; the rest of the survey has more of the same.
KINDS = ("grade", "safe_where", "know_help", "future_help", "future_help.other", "open_change")
Stored = Callable[[], list[dict[str, Any]]]
FIRST = {"grade": "10", "belong": "some", "safe_where": ["bathrooms", "online"]}
# What a phone may do with any page: put it away in the middle of its writing and reading.
WRITES_AS_IT_GOES = """
    const [folder] = /.*\\/static\\/\\w+\\//.exec(document.querySelector("link[rel=stylesheet]").href);
    return import(`${folder}js/offline/store.js`).then(async ({ readAll, revise, writeOne }) => {
        await readAll("settings");
        let isGone = false;
        addEventListener("pagehide", () => {
            isGone = true;
            for (const each of [writeOne("settings", "probe", 1), readAll("outbox")]) each.catch(() => {});
        });
        const read = async (store) => { while (!isGone) await store("drafts").get("none"); };
        revise(["drafts"], read).catch(() => {});
    });
"""
# A first visit that is put away while it makes the database.
BEGINS_AS_IT_GOES = """
    const [folder] = /.*\\/static\\/\\w+\\//.exec(document.querySelector("link[rel=stylesheet]").href);
    return import(`${folder}js/offline/store.js`)
        .then(({ readAll }) => new Promise((done) => {
            const open = IDBFactory.prototype.open;
            IDBFactory.prototype.open = function (...given) {
                const opening = open.apply(this, given);
                opening.addEventListener("upgradeneeded", () => {
                    const store = opening.result.createObjectStore("slow");
                    const go = () => { try { store.put(1, 1).onsuccess = go; } catch { } };
                    go();
                    done(true);
                });
                return opening;
            };
            readAll("drafts").catch(() => {});
        }));
"""
# What a page asks for in a browser that cannot commit, such as Safari 14, and that is under way when it is put away.
WRITES_WITHOUT_COMMIT = """
    const [folder] = /.*\\/static\\/\\w+\\//.exec(document.querySelector("link[rel=stylesheet]").href);
    return import(`${folder}js/offline/store.js`).then(async ({ readAll, write }) => {
        await readAll("settings");
        delete IDBTransaction.prototype.commit;
        return new Promise((begun) => {
            const read = async (store) => { while (true) { await store("drafts").get("none"); begun(true); } };
            write(["drafts"], read).catch(() => {});
        });
    });
"""
NEXT = {"student_needs3": ["tutor", "other"], "student_needs3.other": "Más árboles, más sombra"}


def in_second_part(student: Respondent) -> Place:
    """Answer three questions of the first part and one of the second; where that leads, once it is saved."""
    student.start()
    student.go_through(student.parts()[:1], FIRST)
    student.answer(NEXT)
    place = Place(student.language, "s-support", flat({**FIRST, **NEXT}))
    student.must_be_at(place)
    student.must_have_saved(place)
    return place


def in_order(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers with the choices of each question sorted: they are sent in the shuffled order of the screen."""
    return {key: sorted(answer) if isinstance(answer, list) else answer for key, answer in answers.items()}


def as_given(payload: dict[str, Any]) -> dict[str, Any]:
    """The answers of a stored response in the shape of the contract, without what was left blank."""
    others = {f"{question}.other": words for question, words in payload["others"].items()}
    return in_order({**{key: answer for key, answer in payload["answers"].items() if answer}, **others})


@pytest.mark.parametrize("student", ["vi"], indirect=True)
def test_who_leaves_a_page_that_still_writes_and_comes_back_sends_every_answer_in_another_language(
    student: Respondent, line: FaultProxy, stored: Stored
):
    place = in_second_part(student)
    student.phone.tap("footer a", interface("About this device", student.language))
    student.phone.until("return document.getElementById('device')")
    student.phone.run(WRITES_AS_IT_GOES)
    student.phone.back()
    # A page from the page cache is as it was; one that is loaded anew asks first.
    wait_for(lambda: student.place() == place or student.sees("Go on with them"), "the survey is back")
    if student.place() != place:
        student.press("Go on with them")
    student.must_be_at(place)
    line.delay = SLOW
    student.switch_to("es")
    student.must_be_at(place._replace(language="es"))
    student.must_have_saved(place)
    line.delay = 0
    student.press("Review and send")
    student.send()

    assert student.receipt()
    (response,) = stored()
    assert as_given(response) == in_order({**FIRST, **NEXT})
    assert response["language"] == "es"


def test_a_first_page_that_is_left_at_once_holds_up_no_other(phone: Phone, line: FaultProxy):
    phone.open(f"{line.url}/staff/sign-in")  # it has no client that would be first
    assert phone.run(BEGINS_AS_IT_GOES)
    phone.open(f"{line.url}/s/merced-high/student/en")

    phone.until(READY)


def test_a_page_that_cannot_commit_holds_up_no_other(phone: Phone, line: FaultProxy):
    phone.open(f"{line.url}/staff/sign-in")
    assert phone.run(WRITES_WITHOUT_COMMIT)
    phone.open(f"{line.url}/s/merced-high/student/en")

    phone.until(READY)


def test_who_goes_back_past_the_start_and_forward_again_finds_every_answer(student: Respondent):
    place = in_second_part(student)
    for _ in range(3):
        student.phone.back()
    student.phone.until("return !document.getElementById('survey')")
    student.phone.forward()

    student.must_hold(place.given)


def test_who_goes_back_to_a_page_from_before_meets_what_was_answered_since(student: Respondent):
    place = in_second_part(student)
    student.language = "es"
    student.open()
    student.must_be_at(place._replace(language="es"))
    student.answer({"student_needs3": ["food"]})
    newer = place._replace(given={**place.given, "student_needs3": ["tutor", "food", "other"]})
    student.must_be_at(newer._replace(language="es"))
    student.must_have_saved(newer)
    for _ in range(10):
        if str(student.phone.look("return location.pathname")).endswith("/en"):
            break
        student.phone.back()

    student.must_hold(newer.given)
    assert [given for _, given in student.saved()] == [newer.given]


def test_a_killed_browser_opens_the_survey_offline_with_what_was_answered(
    student: Respondent, line: FaultProxy
):
    place = in_second_part(student)
    student.must_be_kept()
    line.cut()
    student.phone.kill()
    student.phone.start()
    student.open()
    student.press("Go on with them")

    student.must_be_at(place)


@pytest.mark.parametrize("student", ["zh-Hant"], indirect=True)
@pytest.mark.parametrize(
    "answers",
    [{key: STUDENT[key] for key in KINDS}, pytest.param(STUDENT, marks=pytest.mark.long)],
    ids=["of each kind", "all"],
)
def test_what_is_finished_offline_waits_and_is_stored_once_when_the_server_is_back(
    student: Respondent, line: FaultProxy, stored: Stored, answers: dict[str, Any]
):
    student.start()
    line.cut()
    student.go_through(student.parts(), answers)
    student.send()
    student.must_see("Your answers are safe on this device")
    assert student.waiting() == 1
    assert stored() == []

    line.mend()
    student.hurry()
    assert len(student.receipt()) == len("K7Q2-9FXM")
    assert student.waiting() == 0
    (response,) = stored()
    found, expected = as_given(response), in_order(answers)
    assert {key: found.get(key) for key in expected if found.get(key) != expected[key]} == {}
    assert found.keys() == expected.keys()


def test_an_interview_in_mixteco_begins_and_ends_offline_and_says_what_was_spoken(
    helper: Respondent, line: FaultProxy, stored: Stored
):
    line.cut()
    helper.phone.run("document.getElementById('spoken').value = 'mxb'")
    helper.phone.tap("#interview button[value=es]")
    helper.language = "es"
    helper.phone.until(READY_AT, "/s/merced-high/family/es")
    helper.start()
    helper.answer({"n_children": "2", "feel_welcome": "quite"})
    helper.press("Review and send")
    helper.send()
    # Without a connection, the client has its words in the language of the helper's page alone.
    helper.language = "en"
    helper.must_see("Your answers are safe on this device")

    line.mend()
    helper.hurry()
    assert helper.receipt()
    (response,) = stored()
    assert as_given(response) == {"n_children": "2", "feel_welcome": "quite"}
    assert (response["channel"], response["language"]) == ("interview", "mxb")
    helper.phone.tap("button", "Next person")
    helper.phone.until("return document.getElementById('spoken')?.value == 'mxb'")
