"""Backups: take one while people answer, and bring an installation back from one."""
