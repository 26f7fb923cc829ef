"""Style, scripts and finished pages, as they are sent."""
