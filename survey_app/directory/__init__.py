"""CORE: the state's files of schools, enrollment and languages, read strictly. It knows no database and no web."""
