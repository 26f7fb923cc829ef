"""Writes docs/reference.md from the code: `.venv/bin/python -m reference`. The words are those of the code."""
