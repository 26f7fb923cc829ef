"""Any document, as an import may bring one: it gets ids, forms and a list of faults, and never an exception."""

from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.errors import DraftError
from survey_app.surveys.drafts.around import around
from survey_app.surveys.drafts.changing import change_fields
from survey_app.surveys.drafts.checking import check_draft
from survey_app.surveys.drafts.comparing import compare
from survey_app.surveys.drafts.document import draft_of, with_ids
from survey_app.surveys.drafts.drawing import drawable
from survey_app.surveys.drafts.items import places
from survey_app.surveys.drafts.rules.forms import form_of, sentence_of
from survey_app.surveys.drafts.rules.order import earlier_questions
from survey_app.surveys.drafts.values import shown_fields
from tests.surveys.drafts.made_drafts import a_draft

BEFORE = check_draft(a_draft(), "student", "student-2026.1").survey
KEYS = [
    "words",
    "drafts",
    "en",
    "id",
    "list",
    "lists",
    "choices",
    "code",
    "text",
    "when",
    "questions",
    "type",
    "name",
]
NONSENSE = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 20),
        st.text(max_size=4),
        st.sampled_from(["scale", "any_of"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=3)
    ),
    max_leaves=6,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place inside of a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(each for key, inner in inside for each in paths(inner, (*path, key)))]


PATHS = paths(a_draft())[1:]


def put(document: dict[str, Any], path: tuple[Any, ...], value: Any) -> None:
    holder: Any = document
    for step in path[:-1]:
        try:
            holder = holder[step]
        except (KeyError, IndexError, TypeError):
            return  # an earlier change took it away
    if isinstance(holder, dict) or (
        isinstance(holder, list) and isinstance(path[-1], int) and path[-1] < len(holder)
    ):
        holder[path[-1]] = value


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PATHS), NONSENSE), min_size=1, max_size=5))
def test_any_document_can_be_read_shown_changed_and_drawn(changes):
    document = a_draft()
    for path, value in changes:
        put(document, path, deepcopy(value))

    draft = with_ids(document)

    checked = check_draft(draft)
    assert (checked.survey is None) == bool(checked.faults)
    for id_, place in places(draft).items():
        form = shown_fields(place.item, place.kind)
        sentence_of(draft, place.item.get("when"))
        form_of(place.item.get("when"))
        earlier_questions(draft, id_)
        try:
            same = change_fields(draft, id_, form, form, around([BEFORE], [])).changes
            change_fields(
                draft, id_, {}, {"name": "new_name", "code": "new_code", "type": "yes_no"}, around([], [])
            )
        except DraftError:
            continue
        assert same == []
    compare(draft, checked.survey, BEFORE)
    drawable(draft)
    if checked.survey:
        again = check_draft(draft_of(checked.survey), checked.survey.name, checked.survey.version)
        assert again.survey == checked.survey
