"""PROBLEMS: everything that can go wrong, as a code with values, and the English that the terminal has for it.

One module for each noun. Pages have words of their own, in `web/wording/problems/`: whoever reads a page cannot run a
command.
"""
