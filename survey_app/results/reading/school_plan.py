"""What a school does with its results: its draft priorities, and its answers to those who took part."""

from pydantic import BaseModel, ConfigDict, Field

from survey_app.vocabulary import LONGEST_TEXT

MOST_PRIORITIES = 5
MOST_ANSWERS = 8
STRATEGIES = ("commitment", "learning", "leadership", "staff", "partnerships")
"""The five capacity-building strategies of California's framework, in its order."""
GOALS = ("college", "access", "climate", "staff")
"""The district's LCAP goals: college and career ready, equitable access, school climate, recruit and retain staff."""
_LONGEST = LONGEST_TEXT["plan"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Priority(_Frozen):
    """A draft priority. need: in the team's own words. evidence: names of variables, such as "student.student_needs3".

    pillar: P1 to P4. strategy: one of STRATEGIES. goal: one of GOALS. Each is empty if the team chose none.
    """

    need: str = Field(min_length=1, max_length=_LONGEST)
    evidence: str = Field(default="", max_length=_LONGEST)
    pillar: str = ""
    strategy: str = ""
    goal: str = ""
    owner: str = Field(default="", max_length=_LONGEST)
    next_step: str = Field(default="", max_length=_LONGEST)


class Answered(_Frozen):
    """ "You said, we will": language → text, for the languages that the school wrote."""

    said: dict[str, str]
    will: dict[str, str]

    def in_language(self, language: str) -> tuple[str, str, str]:
        """What people said, what the school will do, and the language of both: this one, or English, or any."""
        both = [each for each in self.said if self.will.get(each)]
        chosen = language if language in both else "en" if "en" in both else both[0]
        return self.said[chosen], self.will[chosen], chosen


class SchoolPlan(_Frozen):
    """One school's plan after one round."""

    priorities: tuple[Priority, ...] = Field(default=(), max_length=MOST_PRIORITIES)
    answers: tuple[Answered, ...] = Field(default=(), max_length=MOST_ANSWERS)
