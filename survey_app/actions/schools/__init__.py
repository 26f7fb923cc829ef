"""Schools: brought in from the state's files, and how they look."""
