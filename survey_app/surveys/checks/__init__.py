"""Whether a survey can be published: every fault, from plain values. Nothing here knows a file or a page.

A frozen version is read by its model alone, without these checks: they may grow, and it must stay readable.
"""
