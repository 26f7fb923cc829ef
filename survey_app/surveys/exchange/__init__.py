"""Surveys in files that people bring and take away: XLSForm, and our YAML with its translations."""
