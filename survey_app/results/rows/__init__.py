"""Anonymized response rows: print of each response only what keeps its row from pointing at anyone.

1. We make identifiers, school, version and channel (`quasi_identifiers`) coarser (`generalization`) until every
   printed combination appears in at least eleven rows (`pooling`). We do the same with the path through the survey
   if it tells who a person is (`paths`).
2. We withhold rare answers (`rare`), and sensitive answers on which a group agrees (`homogeneity`).
3. We withhold a question wherever we withhold the answer that decides whether it is shown.
4. We attack the result, and withhold every variable that is still exposed (`disclosure_check`).

What is printed depends on all responses of the round and on nothing else. So a response has the same cells in every
file, and comparing files made for different purposes reveals nothing more.
We read all responses once, as columns of small numbers (`results.series`): a byte or two of memory per answer.
"""
