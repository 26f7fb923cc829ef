"""What a school makes of its results: draft priorities, and what it answers to those who took part."""

from pydantic import BaseModel, ConfigDict, Field

MOST_PRIORITIES = 5
MOST_ANSWERS = 8
STRATEGIES = ("commitment", "learning", "leadership", "staff", "partnerships")
"""The five capacity-building strategies of California's framework, in its order."""
GOALS = ("college", "access", "climate", "staff")
"""The district's LCAP goals: college and career ready, equitable access, school climate, recruit and retain staff."""
_LONGEST = 600


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Priority(_Frozen):
    """A draft priority. need: in the words of the team. evidence: names of variables, "student.needs3".

    pillar: P1 to P4; strategy: of STRATEGIES; goal: of GOALS; each empty when not chosen.
    """

    need: str = Field(min_length=1, max_length=_LONGEST)
    evidence: str = Field(default="", max_length=_LONGEST)
    pillar: str = ""
    strategy: str = ""
    goal: str = ""
    owner: str = Field(default="", max_length=_LONGEST)
    next_step: str = Field(default="", max_length=_LONGEST)


class Answered(_Frozen):
    """You said, we will: each in the languages that the school wrote it in."""

    said: dict[str, str]
    will: dict[str, str]

    def in_language(self, language: str) -> tuple[str, str, str]:
        """What was said, what the school will do, and the language of both: this one, else English, else any."""
        both = [each for each in self.said if self.will.get(each)]
        found = language if language in both else "en" if "en" in both else both[0]
        return self.said[found], self.will[found], found


class SchoolPlan(_Frozen):
    """The plan of one school for one round."""

    priorities: tuple[Priority, ...] = Field(default=(), max_length=MOST_PRIORITIES)
    answers: tuple[Answered, ...] = Field(default=(), max_length=MOST_ANSWERS)
