"""Long work: the jobs that wait for it, and how far they are."""
