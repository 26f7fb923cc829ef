"""One of several choices."""

from typing import Literal

from pydantic import Field

from survey_app.surveys.faults.fields import Truth
from survey_app.surveys.types.choices import Choices


class ChooseOne(Choices):
    """One of several choices."""

    type: Literal["choose_one"] = "choose_one"
    shuffle: Truth = Field(False, description="`true`: each person sees the choices in another order.")

    @property
    def is_shuffled(self) -> bool:
        """As the survey file says."""
        return self.shuffle
