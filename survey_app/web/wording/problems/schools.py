"""Schools: by hand, from the files of the state, and what they look like."""

from flask_babel import lazy_gettext as _

_CHOOSE_ONE = _("Please choose one of these.")
_CHANGED = _("Somebody else changed schools in the meantime. Please look again at what will change.")

SCHOOLS = {
    "no_school": _("There is no such school here."),
    "no_district": _("There is no such district here."),
    "own_district_not_in_file": _("Your district %(district)s is not in this file."),
    "schools_changed_since": _CHANGED,
    "uploads_gone": _("We no longer have these files. Please choose them again."),
    "name_missing": _("The name is missing."),
    "cds_wrong": _("Please write the 14 digits of the school’s CDS code."),
    "cds_taken": _("There is already a school with this code."),
    "cds_of_other_district": _("This code belongs to another district."),
    "district_not_chosen": _CHOOSE_ONE,
    "grades_wrong": _("Please choose the lowest and the highest grade."),
    "enrollment_out_of_range": _("Please write a number of students, or leave it empty."),
    "enrollment_source_missing": _("Please say where the number comes from, and its date."),
    "school_languages_unknown": _CHOOSE_ONE,
    "color_too_light": _("This color is too light to read on our pages. This darker shade works: %(better)s"),
    "color_wrong": _("Please choose a color."),
    "logo_too_large": _(
        "This picture is too large. Please choose one that is at most 3,000 pixels wide and high."
    ),
    "logo_not_a_picture": _("This file is not a picture, or it is damaged. Please choose another."),
}
STATE_FILES = {
    "schools_file": _("Directory of public schools"),
    "enrollment_file": _("Census Day enrollment"),
    "languages_file": _("English learners by language"),
    "any_file": _("This file"),
    "no_schools_file": _("Please choose the directory of schools."),
    "state_file_empty": _("%(wanted)s: the file is empty. Please download it again."),
    "state_file_other": _(
        "%(wanted)s: this is another file. Please choose the one that the state publishes under this name."
    ),
    "state_file_without_tabs": _(
        "%(wanted)s: the columns of the file are not separated by tabs. Please choose the file as you downloaded it, "
        "without saving it in another program."
    ),
    "state_file_is_enrollment": _(
        "%(wanted)s: this looks like the enrollment file. Please choose each file in its own box."
    ),
    "state_file_is_schools": _(
        "%(wanted)s: this looks like the directory of schools. Please choose each file in its own box."
    ),
    "state_file_fields": _(
        "%(wanted)s, line %(line)s: the line is incomplete. Please download the file again."
    ),
    "state_file_too_large": _(
        "%(wanted)s: the file is larger than any that the state publishes. Please choose the right one."
    ),
    "state_file_unreadable": _("%(wanted)s: the file could not be read. Please choose it again."),
    "state_file_zipped": _("%(wanted)s: this is a zip or an Excel file. Please choose the text file (.txt)."),
    "state_file_not_text": _(
        "%(wanted)s, line %(line)s: this is not plain text. Please download the file again."
    ),
    "state_file_number": _(
        "%(wanted)s, line %(line)s: the number of students is not a number. Please download the file again."
    ),
    "state_file_school_twice": _(
        "%(wanted)s, line %(line)s: the school %(cds)s is in the file twice. Please download the file again."
    ),
    "state_file_no_totals": _(
        "%(wanted)s: no line counts all students of a school. Please choose the right file."
    ),
    "state_file_zeros_lost": _(
        "%(wanted)s, line %(line)s: the CDS code %(cds)s lost its leading zeros, as happens in Excel."
        " Please download the file again, and do not save it in another program."
    ),
    "state_file_code": _(
        "%(wanted)s, line %(line)s: the CDS code does not have 14 digits. Please download the file again."
    ),
    "more_faults": _("And %(count)s more lines."),
}
