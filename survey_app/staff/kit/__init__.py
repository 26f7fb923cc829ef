"""Pages about kits, links and shared devices."""
