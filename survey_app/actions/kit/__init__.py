"""Kits: what a school prints, and the check of its link."""
