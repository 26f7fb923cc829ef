"""Findings: the gaps, changes and ranks that the noised counts of a page can really tell apart.

`comparisons.clear_differences` tests all comparisons of a page together. `ranks.ranked` ranks the answers to one
question. docs/decisions/0033 has the arithmetic, its sources, and how often it is wrong.

Both use parts of scipy that take a second and 70 MB to load. `import scipy` does not load them yet. A job or a command
loads them when it first uses them; a process that serves pages never does.
"""
