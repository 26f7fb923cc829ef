"""Core: from many responses to files and numbers that identify nobody. Knows neither Flask nor a database."""
