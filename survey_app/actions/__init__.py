"""Verbs: one use case, one function, one transaction. Plain values in, plain values out; no Flask."""
