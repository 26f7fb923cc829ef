"""Spreadsheet files: their cells as text, and the rows of a form's sheets."""
