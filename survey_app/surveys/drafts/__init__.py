"""Drafts of surveys, as people change them in the browser: plain values in and out, no files, no pages, no tables."""
