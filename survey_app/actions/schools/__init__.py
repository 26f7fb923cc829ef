"""Schools: imported from the state's files, and how they look."""
