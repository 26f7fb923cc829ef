"""Surveys: which versions are asked where."""
