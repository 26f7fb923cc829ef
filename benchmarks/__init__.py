"""One command each: `python -m benchmarks.pages`, `.submissions`, `.sizes`, `.export`. All print ratios of one run."""
