"""Checks whether a survey can be published: finds every fault in plain values. Nothing here knows files or pages.

We read frozen versions with only the model, without these checks. So we can add checks, and published surveys stay
readable.
"""
