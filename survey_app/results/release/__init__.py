"""The release compiler: turns the mixed responses of a round into ranges that hold the truth but identify nobody.

1. `plan` says what to count, broken down by the three who-questions that matter most.
2. `population` holds the responses as arrays. Each person is in exactly one group of each breakdown.
3. `counting` counts people by school, group and answer for each question, and adds up their record keys.
4. `noise` moves each count by chance. It always moves the same people the same way.
5. `tables` holds the noised counts of one question at every school and in the district, and which of them are shown.
6. `ranges` turns them into ranges that hold the true share.

docs/releases.md explains this to the people who decide about it. docs/decisions/0034 gives the reasons.
"""
