"""The lists that everything else derives from: who is asked, how, in which grades. Each stands here and nowhere else.

Types, tables, forms and checks are built from them. The thresholds of privacy are in `results/shown.py`, the languages
in `languages/languages.yaml`, the question types in `surveys/types/`.
"""

from typing import Literal, get_args

Audience = Literal["student", "family", "staff", "partner"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
"""Whom surveys ask, in the order of every list."""
FAMILY: Audience = "family"
"""Those whom a helper reads the survey to: many speak a language that is hardly ever written."""

Channel = Literal["web", "kiosk", "paper", "interview"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
"""How a response comes: from one's own device, a shared one, a sheet of paper, or somebody who asks."""
INTERVIEW: Channel = "interview"
OWN_CHANNELS = ("web", "kiosk", INTERVIEW)
"""Those that a device may name. Nobody sends a sheet of paper."""

Consent = Literal["none", "passive", "active"]
CONSENTS: tuple[Consent, ...] = get_args(Consent)
"""What a survey needs from parents; each is stricter than the one before."""
Given = Literal["none", "passive", "mixed", "active"]
GIVEN: tuple[Given, ...] = get_args(Given)
"""What a school has from parents; each is stricter than the one before.

mixed: the parents of the lower grades said yes, and those of the others were told.
"""

OnceFor = Literal["child", "household"]
ONCE_FOR: tuple[OnceFor, ...] = get_args(OnceFor)
"""What a family answers for: once for each child, or once for all."""

Access = Literal["open", "codes"]
ACCESS: tuple[Access, ...] = get_args(Access)
"""How people get in: with the link alone, or with an access code."""

ROUND_STATES = ("draft", "rehearsal", "open", "closed")
"""The states of a round, in their order. An open round that takes late responses alone is in the phase "late"."""
DELETION_STATES = ("asked", "agreed", "begun", "done")
"""How far the deletion of what a round received is: one person asks, another agrees, the sealer does it."""
CHANGEABLE = ("draft", "rehearsal")
"""The phases in which everything of a round may change: nothing was promised to anybody yet."""
TAKING = ("open", "rehearsal", "late")
"""The phases in which a round takes responses."""

SURVEY, SECTION = DRAFT_KINDS = ("survey", "section")
"""What staff write: a survey of the district, or a section that some of its schools add to one."""

DRAFT, APPROVED, WITHDRAWN = RELEASE_STATES = ("draft", "approved", "withdrawn")
COMMENT_STATES = ("shown", "hidden", "safety")
"""What a reviewer decides about a comment."""

WORDING_STATES = ("machine", "edited", "reviewed", "approved")
"""How far the words of a translation are checked; `surveys/words/wordings.py` explains them."""

Pillar = Literal["P1", "P2", "P3", "P4"]
PILLARS: tuple[Pillar, ...] = get_args(Pillar)
"""The pillars of community schools, in their order."""

ROW_COLUMNS = ("row", "school", "survey", "version", "channel")
"""The columns that every row of an export begins with."""

DISTRICT_ADMIN, COORDINATOR, TRANSLATOR, VIEWER = ROLES = (
    "district_admin",
    "coordinator",
    "translator",
    "viewer",
)
"""What a member of staff may be."""

LONGEST_TEXT = {
    "name": 200,
    "city": 100,
    "email": 254,
    "source": 200,
    "reason": 500,
    "plan": 600,
    "protocol": 4000,
    "search": 200,
    "survey_text": 4000,
}
"""How many characters a text may have that staff type: columns, forms and pages follow.

name: of a person, a school, a district or a round. source: where a number comes from. reason: for a release, and what
an export is for. plan: a text of the plan of a school. protocol: what a district does about a comment that tells of
danger. search: what somebody looks for. survey_text: any text of a
survey.
"""

LOWEST_GRADE, HIGHEST_GRADE = -1, 12
GRADES = ("TK", "K", *(str(grade) for grade in range(1, HIGHEST_GRADE + 1)))
"""The names of the grades from TK, which is -1, over K, which is 0, to 12."""


def grade_name(grade: int) -> str:
    """ "TK", "K", "1" ... for -1, 0, 1 ..."""
    return GRADES[grade - LOWEST_GRADE]


def grade_number(name: str) -> int | None:
    """-1, 0, 1 ... for "TK", "K", "1" ...; None for what is no grade."""
    return GRADES.index(name) + LOWEST_GRADE if name in GRADES else None
