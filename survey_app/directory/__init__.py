"""CORE: reads the state's files of schools, enrollment and languages strictly. It uses no database and no web."""
