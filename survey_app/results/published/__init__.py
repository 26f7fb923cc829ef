"""What a release says once it is frozen: numbers in precision that protects, and what a reader wants first from them.

Everything that anybody sees comes from here, and nothing here is finer than what is shown: no cell, only ranges.
"""
