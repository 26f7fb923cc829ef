"""What the noised counts of a page can tell apart: gaps, changes and ranks.

`comparisons.announce` takes all comparisons of a page together, `ranks.ranked` the answers of one question.
docs/decisions/0033 has the arithmetic, its sources, and how often it is wrong.

Both need parts of scipy that take a second and 70 MB to load. `import scipy` alone loads none of them: that happens
when they are first used, by a job or a command, and never in a process that answers pages.
"""
