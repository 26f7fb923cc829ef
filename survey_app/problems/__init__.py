"""PROBLEMS: everything that can go wrong, as a code with values, and English words for the terminal.

There is one module for each noun. Pages have their own words in `web/wording/problems/`, because a person who reads a
page cannot run a command.
"""
