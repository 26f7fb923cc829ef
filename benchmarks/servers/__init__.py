"""Three servers between nginx and Postgres with a synchronous standby, and what they store when one of them fails.

All of it runs on this machine, in a temporary folder, with the files of `deploy/`.
"""
