"""Anonymized response rows: what may be printed of each response so that its row points at nobody.

1. Identifiers, school, version and channel (`quasi_identifiers`) are made coarser (`generalization`) until every
   combination that is printed stands in eleven rows or more (`pooling`). So is the path through the survey, where it
   tells who somebody is (`paths`).
2. Rare answers are withheld (`rare`), and sensitive ones where a group is of one mind (`homogeneity`).
3. A question is withheld wherever the answer that decides about it is.
4. What came out is attacked, and what is still exposed is withheld as a whole (`audit`).

What is printed depends on all responses of the round and on nothing else, so the same response has the same cells in
every file: files that were made for different purposes give nothing more when they are laid side by side.
All responses are read once, as columns of small numbers (`results.series`): memory grows by a byte or two per answer.
"""
