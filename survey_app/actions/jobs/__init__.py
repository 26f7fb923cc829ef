"""Long work: the jobs that do it, and how far they are."""
