"""Named queries about releases and comments."""
