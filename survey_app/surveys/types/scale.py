"""A scale of labeled points."""

from typing import Any, Literal

from survey_app.surveys.questions import Habits
from survey_app.surveys.types.choices import Points

_SPREAD = 0.24


class Scale(Points):
    """A scale of labeled points, such as "Not at all" to "A great deal"."""

    type: Literal["scale"] = "scale"

    def simulate(self, habits: Habits) -> Any:
        """Draw a point near the place where the person leans."""
        place = int(habits.random.gauss(habits.lean, _SPREAD) * len(self.choices))
        return self.choices[min(max(place, 0), len(self.choices) - 1)].code
