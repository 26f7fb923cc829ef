"""Named queries about what comes in."""
