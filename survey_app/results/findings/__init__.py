"""What the noised counts of a page can tell apart: gaps, changes and ranks.

`comparisons.announce` takes all comparisons of a page together, `ranks.ranked` the answers of one question.
docs/decisions/0033 has the arithmetic, its sources, and how often it is wrong.

Both need scipy, which takes a second and much memory to load: only jobs and commands may import them.
"""
