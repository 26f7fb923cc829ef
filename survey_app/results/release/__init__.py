"""The release compiler: from the mixed responses of a round to ranges that hold the truth and prove nothing.

1. `plan`: what is counted, broken down by the three who-questions that matter most.
2. `population`: the responses as arrays; each person is in exactly one group of each breakdown.
3. `counting`: for each question, people by school, group and answer, with the sum of their record keys.
4. `noise`: each count is moved by chance; the same people are always moved alike.
5. `tables`: the noised counts of one question at every school and for the district, and which of them are shown.
6. `ranges`: shares as ranges that hold the true share.

docs/releases.md explains it to those who decide about it; docs/decisions/0034 says why it is so.
"""
