"""Writes docs/reference.md from the code (`.venv/bin/python -m reference`); pictures.py takes those of the README."""
