"""Writes docs/reference.md from the code: `.venv/bin/python -m reference`; pictures.py takes the pictures of the README."""
