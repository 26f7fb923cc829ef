"""Named queries about rounds."""
