"""Texts in other languages: for translators, who see nothing else, and for administrators."""
