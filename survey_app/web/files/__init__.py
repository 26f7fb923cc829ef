"""Style, scripts and finished pages, as we send them."""
