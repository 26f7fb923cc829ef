"""The sample district: made, filled with answers, removed."""
