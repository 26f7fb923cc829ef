"""Recorded clips on the public pages: what marks them, and where they come from."""
