"""Forms and files that a staff page refuses: where they are sent, what is in them, and the codes of the problems."""

from survey_app.config import today_in_california
from tests.directory.state_files import ENROLLMENT, SCHOOLS
from tests.staff.accounts.people import OURS

ROUND_PAGE, KIT = "/staff/rounds/ours", "/staff/rounds/ours/kit/merced-high/family"
TODAY = today_in_california()
FIRST_SCHOOL = b"24657890107672"
ROUNDS = {
    "rehearse": ("/staff/rounds/opened/rehearse", {}, ["round_has_real_responses"]),
    "open again": ("/staff/rounds/opened/open", {}, ["round_not_openable"]),
    "open beside another": (f"{ROUND_PAGE}/open", {}, ["round_shares_people"]),
    "open without consent": ("/staff/rounds/students/open", {}, ["consent_missing"]),
    "open without codes": ("/staff/rounds/coded/open", {}, ["codes_missing"]),
    "close a draft": (f"{ROUND_PAGE}/close", {}, ["round_not_closable"]),
    "finish a draft": (f"{ROUND_PAGE}/finish", {}, ["round_not_finishable"]),
    "delete the answers of an open round": (
        "/staff/rounds/opened/deletion",
        {"reason": "x", "due_on": TODAY.isoformat()},
        ["deletion_not_finished"],
    ),
    "delete answers on a day that is over": (
        "/staff/rounds/done/deletion",
        {"reason": "x", "due_on": "2001-01-01"},
        ["deletion_day_wrong"],
    ),
    "agree to what nobody asked": (
        "/staff/rounds/done/deletion/agree",
        {"due_on": TODAY.isoformat()},
        ["deletion_not_asked"],
    ),
    "delete an open round": ("/staff/rounds/opened/delete", {}, ["round_not_a_draft"]),
    "extend a finished round": (
        "/staff/rounds/done/extend",
        {"closes_on": TODAY.isoformat()},
        ["last_day_wrong"],
    ),
    "change an open round": ("/staff/rounds/opened/change", {}, ["promises_fixed"]),
    "add sections too late": ("/staff/rounds/opened/sections", {}, ["sections_fixed"]),
    "set up nothing": (
        "/staff/rounds/new",
        {"per": "dog"},
        [
            "round_name_missing",
            "schools_missing",
            "audiences_missing",
            "goal_out_of_range",
            "first_day_missing",
            "last_day_missing",
            "per_unknown",
        ],
    ),
    "set up for other schools": ("/staff/rounds/new", {"schools": "rivera-middle"}, ["schools_unknown"]),
    "end before it begins": (
        "/staff/rounds/new",
        {"opens_on": "2027-05-02", "closes_on": "2027-05-01"},
        ["last_day_before_first"],
    ),
    "end in the past": (
        "/staff/rounds/new",
        {"opens_on": "2020-05-01", "closes_on": "2020-05-02"},
        ["last_day_over"],
    ),
    "last for ever": (
        "/staff/rounds/new",
        {"opens_on": "2027-05-01", "closes_on": "2099-05-02"},
        ["round_too_long"],
    ),
    "ask what is not there": (
        "/staff/rounds/new",
        {
            "audiences": ["family"],
            "version-family": "family-1999.1",
            "access-family": "magic",
            "consent-family": "perhaps",
        },
        ["survey_unknown", "access_unknown", "consent_unknown"],
    ),
    "ask in another language": (
        "/staff/rounds/new",
        {"audiences": ["family"], "version-family": "family-2026.3", "languages-family": "tlh"},
        ["languages_unknown"],
    ),
    "ask each child": (
        "/staff/rounds/new",
        {"audiences": ["family"], "version-family": "family-2026.3", "per": "child"},
        ["once_for_household"],
    ),
}
RESULTS = {
    "download a draft": (f"{ROUND_PAGE}/download", {"purpose": "x"}, ["export_not_finished"]),
    "download too early": ("/staff/rounds/late/download", {"purpose": "x"}, ["export_while_late"]),
    "download for nothing": ("/staff/rounds/done/download", {}, ["purpose_wrong"]),
    "results of a draft": (f"{ROUND_PAGE}/results", {}, ["results_not_finished"]),
    "results of nobody": ("/staff/rounds/done/results", {}, ["too_few_answered"]),
    "approve nothing": ("/staff/rounds/done/results/approve", {"number": 1}, ["results_none"]),
    "withdraw nothing": ("/staff/rounds/done/results/withdraw", {"reason": "x"}, ["nothing_to_withdraw"]),
    "withdraw for nothing": ("/staff/rounds/done/results/withdraw", {}, ["reason_missing"]),
    "codes of an open link": (
        f"{KIT}/codes",
        {"trays": "3", "languages": "en", "seen": 0},
        ["codes_not_taken"],
    ),
    "codes twice": (
        "/staff/rounds/coded/kit/sequoia-high/family/codes",
        {"trays": "3", "languages": "en", "seen": 7},
        ["codes_made"],
    ),
    "too many codes": (
        "/staff/rounds/coded/kit/sequoia-high/family/codes",
        {"trays": "a: 2000\nb: 2000\nc: 2000", "languages": "en", "seen": 0},
        ["codes_out_of_range"],
    ),
}
SCHOOL_FORMS = {
    "a school without anything": (
        "/staff/schools/new",
        {"district": OURS},
        ["name_missing", "cds_wrong", "grades_wrong"],
    ),
    "a school of no district": ("/staff/schools/new", {}, ["district_not_chosen"]),
    "a school that is there": (
        "/staff/schools/new",
        {"district": OURS, "name": "x", "cds": "24657892435204"},
        ["cds_taken"],
    ),
    "a school of others": (
        "/staff/schools/new",
        {"district": OURS, "name": "x", "cds": "24657710999999"},
        ["cds_of_other_district"],
    ),
    "strange numbers": (
        "/staff/schools/merced-high",
        {"name": "x", "enrollment": "many"},
        ["enrollment_out_of_range", "enrollment_source_missing"],
    ),
    "a pale color": ("/staff/schools/merced-high/brand", {"color": "#ffd166"}, ["color_too_light"]),
    "no color": ("/staff/schools/merced-high/brand", {"color": "red"}, ["color_wrong"]),
    "a district without a name": (f"/staff/districts/{OURS}", {"name": " "}, ["name_missing"]),
}
STATE_FILES = {
    "none": (b"", None, ["state_file_empty"]),
    "a zip": (b"PK\x03\x04", None, ["state_file_zipped"]),
    "no text": (b"\x00\x81\x00", None, ["state_file_not_text"]),
    "the other one": (ENROLLMENT.read_bytes(), None, ["state_file_is_enrollment"]),
    "this one as the other": (SCHOOLS.read_bytes(), SCHOOLS.read_bytes(), ["state_file_is_schools"]),
    "something else": (b"a\tb\n1\t2\n", None, ["state_file_other"]),
    "commas": (b"CDSCode,District\n1,2\n", None, ["state_file_without_tabs"]),
    "a line cut off": (SCHOOLS.read_bytes() + b"24\tx\n", None, ["state_file_fields"]),
    "zeros lost": (
        SCHOOLS.read_bytes().replace(FIRST_SCHOOL, b"4657890107672"),
        None,
        ["state_file_zeros_lost"],
    ),
    "a strange code": (SCHOOLS.read_bytes().replace(FIRST_SCHOOL, b"x"), None, ["state_file_code"]),
    "many strange lines": (SCHOOLS.read_bytes() + b"24\tx\n" * 30, None, ["more_faults"]),
}
PEOPLE = {
    "nobody": ("/staff/people", {"role": "viewer"}, ["email_not_an_address"]),
    "no name": ("/staff/people", {"email": "a@example.org", "role": "viewer"}, ["person_name_missing"]),
    "no role": ("/staff/people", {"email": "a@example.org", "name": "A", "role": "boss"}, ["role_unknown"]),
    "no school": (
        "/staff/people",
        {"email": "a@example.org", "name": "A", "role": "coordinator"},
        ["coordinator_without_schools"],
    ),
    "a school of others": (
        "/staff/people",
        {"email": "a@example.org", "name": "A", "role": "coordinator", "schools": "rivera-middle"},
        ["school_of_other_district"],
    ),
}
FORMS = {**ROUNDS, **RESULTS, **SCHOOL_FORMS, **{f"invite {name}": form for name, form in PEOPLE.items()}}
