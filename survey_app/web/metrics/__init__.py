"""What a monitor may know of the server: counts that are told in crowds, and measures that tell of nobody.

docs/decisions/0061-a-monitor-tells-of-nobody.md says why.
"""
