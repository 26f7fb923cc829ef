"""Named queries about epochs and the box."""
