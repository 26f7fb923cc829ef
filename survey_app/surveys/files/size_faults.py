"""A survey whose responses would be too large to be sealed, all at one size."""

from survey_app.surveys.files.translations import SourceTexts
from survey_app.surveys.model import Survey
from survey_app.surveys.sizes import costs, fault_of_size


def check_size(survey: Survey, texts: SourceTexts) -> None:
    """Note that the survey asks for too much, at the question whose texts take most."""
    if fault := fault_of_size(survey):
        dearest = next(iter(costs(survey)), "")
        place = texts.written.get(f"{survey.name}.{dearest}.ask")
        texts.faults.add(place.line if place else 1, fault)
