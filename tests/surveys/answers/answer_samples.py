"""Questions with a box for other words, and whatever people or strangers may send to a survey of the library."""

from hypothesis import strategies as st

from survey_app.surveys.flow import choices_for
from survey_app.surveys.model import SchoolFacts
from survey_app.surveys.yaml_file import load_library
from tests.surveys.examples import a_choice

LIBRARY = load_library()
FOOD_OR_OTHER = [a_choice("food"), a_choice("other", other=True, fixed=True)]


@st.composite
def honest_answers(draw, survey, facts):
    """A response that a person could give on the page, hidden questions included."""
    raw = {}
    for question in survey.questions():
        here = [c.code for c in choices_for(getattr(question, "choices", ()), facts) if not c.exclusive]
        if question.type == "choose_several":
            value = (
                st.lists(st.sampled_from(here), max_size=question.most or 9, unique=True)
                if here
                else st.just([])
            )
        elif question.type == "matrix":
            value = st.dictionaries(
                st.sampled_from([row.code for row in question.rows]), st.sampled_from(here)
            )
        elif question.type == "whole_number":
            value = st.integers(question.lowest, question.highest)
        elif here:
            value = st.sampled_from([*here, *question.escapes, None])
        else:
            value = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=40)
        raw[question.name] = draw(value)
    return raw


schools = st.builds(
    SchoolFacts,
    school_name=st.just("A School"),
    district_name=st.just("A District"),
    grade_low=st.integers(-1, 6),
    grade_high=st.integers(6, 12),
    enrollment=st.none() | st.integers(0, 5000),
    sections=st.frozensets(
        st.sampled_from([section.name for survey in LIBRARY.values() for section in survey.sections])
    ),
)
