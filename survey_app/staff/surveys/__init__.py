"""Surveys in the browser: the list of them, and the editor of a draft."""
