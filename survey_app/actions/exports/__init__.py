"""Exports: files that identify nobody, and the record of who took them."""
