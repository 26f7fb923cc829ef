"""CORE: the state's files of schools, enrolment and languages, read strictly. It knows no database and no web."""
