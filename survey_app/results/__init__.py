"""Core: turn many responses into files and numbers that identify nobody. Uses neither Flask nor a database."""
