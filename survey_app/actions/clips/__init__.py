"""Recorded clips: what speakers recorded, made small and clean, and kept for the words that it speaks."""
