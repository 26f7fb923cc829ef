"""Checks whether a survey can be published: finds every fault in plain values. Nothing here knows files or pages.

We read frozen versions with the model alone, without these checks. So we can add checks, and published surveys stay
readable.
"""
