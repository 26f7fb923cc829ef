"""Findings: the gaps, changes and ranks that the noised counts of a page can really tell apart.

`comparisons.clear_differences` tests all comparisons of a page together. `ranks.ranked` ranks the answers to one
question. docs/decisions/0033 has the arithmetic, its sources, and how often it is wrong.

Both use a part of scipy that takes a fifth of a second and 30 MB to load. `import scipy` does not load it yet. A job or
a command loads it when it first uses it; a process that serves pages never does.
"""
