"""Many people who change one draft at the same moment: every change is kept, and in order."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session

from survey_app.actions.surveys.drafts.drafts import copy_survey, read_draft
from survey_app.actions.surveys.drafts.editing import Form, save_fields
from survey_app.actions.surveys.drafts.history import history
from survey_app.surveys.drafts.items import places
from tests.actions.surveys.drafts.writers import BOSS, LIZ, NOW


def test_changes_of_the_same_moment_are_all_kept(published, engine):
    with Session(engine) as session:
        id_ = copy_survey(session, BOSS, "staff-2026.3", NOW)
        document = read_draft(session, BOSS, id_).document
    asked = [key for key, place in places(document).items() if place.kind == "question"][:10]

    def save(number):
        who, field = (BOSS, "hint") if number % 2 else (LIZ, "ask")
        with Session(engine) as session:
            save_fields(session, who, id_, asked[number // 2], Form({}, {field: f"Words {number}"}), NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(save, range(20)))

    with Session(engine) as session:
        draft, lines = read_draft(session, BOSS, id_), history(session, BOSS, id_)
    questions = [places(draft.document)[key].item for key in asked]
    assert [each["hint"]["words"]["en"] for each in questions] == [f"Words {2 * n + 1}" for n in range(10)]
    assert [each["ask"]["words"]["en"] for each in questions] == [f"Words {2 * n}" for n in range(10)]
    assert [line.revision for line in lines] == list(range(20, 0, -1)) and draft.revision == 20
