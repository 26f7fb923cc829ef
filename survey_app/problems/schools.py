"""Schools: adding them by hand or from the state's files, and their branding."""

SCHOOLS = {
    "no_school": "there is no such school here",
    "no_district": "there is no such district here",
    "no_district_in_file": (
        "%(file)s has no district %(district)s; leave out --district to list its districts"
    ),
    "own_district_not_in_file": "your district %(district)s is not in this file",
    "schools_changed_since": "somebody else changed schools in the meantime; look again at what will change",
    "uploads_gone": "we no longer have these files; choose them again",
    "name_missing": "the name is missing",
    "cds_wrong": "a CDS code has 14 digits, and the last seven are not all 0",
    "cds_taken": "there is already a school with this CDS code",
    "cds_of_other_district": "this CDS code belongs to another district",
    "district_not_chosen": "there is no such district here; choose one",
    "grades_wrong": "give the lowest and the highest grade, in this order",
    "enrollment_out_of_range": "the number of students must be from 0 to 99,999",
    "enrollment_source_missing": "say where the number of students comes from, and its date",
    "school_languages_unknown": "one of these is not the code of a language",
    "color_too_light": "this color is too light for white letters; choose a darker one",
    "color_wrong": "write a color like #145c48",
    "logo_too_large": "the logo is too large: at most 3,000 pixels wide and high",
    "logo_not_a_picture": "the logo is not a picture, or it is damaged",
}
STATE_FILES = {
    "schools_file": "the directory of public schools (pubschls)",
    "enrollment_file": "the Census Day enrollment (cdenroll)",
    "languages_file": "English learners by language (elsch)",
    "any_file": "the file",
    "no_schools_file": "the directory of schools is missing; choose it",
    "state_file_empty": "%(file)s: the file is empty; download %(wanted)s again",
    "state_file_other": (
        "%(file)s:1: this is not %(wanted)s: it has no column %(columns)s; download it again"
    ),
    "state_file_without_tabs": (
        "%(file)s:1: this is not %(wanted)s: it has no column %(columns)s; "
        "its columns are not separated by tabs: do not save it in another program"
    ),
    "state_file_is_enrollment": (
        "%(file)s:1: this is not %(wanted)s: it has no column %(columns)s; this looks like the enrollment file"
    ),
    "state_file_is_schools": (
        "%(file)s:1: this is not %(wanted)s: it has no column %(columns)s; "
        "this looks like the directory of schools"
    ),
    "state_file_fields": (
        "%(file)s:%(line)s: the line has %(count)s fields instead of %(wanted_count)s; download the "
        "file again"
    ),
    "state_file_too_large": "%(file)s: the file is larger than any file of the state; choose %(wanted)s",
    "state_file_unreadable": "%(file)s: %(reason)s",
    "state_file_zipped": (
        "%(file)s: this is a zip or an Excel file; choose the text file (.txt) of %(wanted)s"
    ),
    "state_file_not_text": (
        "%(file)s:%(line)s: this is not text in UTF-8, UTF-16 or Windows-1252; download the file again"
    ),
    "state_file_number": "%(file)s:%(line)s: the number of students is not a number; download the file again",
    "state_file_school_twice": (
        "%(file)s:%(line)s: the school %(cds)s is in the file twice; download the file again"
    ),
    "state_file_no_totals": ("%(file)s: no row counts all students of a school; choose %(wanted)s"),
    "state_file_zeros_lost": (
        "%(file)s:%(line)s: the CDS code %(cds)s lost its leading zeros, as happens in Excel; "
        "download the file again and do not save it in another program"
    ),
    "state_file_code": "%(file)s:%(line)s: the CDS code does not have 14 digits; download the file again",
    "more_faults": "and %(count)s more",
}
