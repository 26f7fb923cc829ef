"""What a frozen release says: ranges that protect people, and the findings that a reader wants first.

Everything that a reader sees comes from here. It holds only the ranges that are shown, and no exact cell.
"""
