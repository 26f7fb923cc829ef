"""Drafts of surveys: who writes them, what they change, how they become versions."""
