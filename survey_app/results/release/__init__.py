"""The release compiler: from the mixed responses of a round to numbers that identify nobody.

1. `population`: the responses as arrays; each person is in exactly one group per breakdown.
2. `counting`: for each question, people per school, group and answer, with the sum of their record keys.
3. `merging`: groups of fewer than eleven are pooled.
4. `rounding`: counts go to a multiple near them; the same people always come to the same number.
5. `precision`: shares as ranges, the coarser the fewer people; never 0 % and never 100 %.
6. `tables` puts it together for one question, `audit` attacks it, `compiler` gives way until no attack works.
7. `summary`: what a reader wants first, from published numbers alone.

docs/releases.md explains it to those who decide about it; docs/decisions/0016 says why it is so.
"""
