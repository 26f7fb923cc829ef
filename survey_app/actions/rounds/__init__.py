"""Rounds: set up, opened, followed, closed."""
