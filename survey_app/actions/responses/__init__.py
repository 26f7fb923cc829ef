"""Responses: taken in, opened, stored exactly once."""
