"""Commands that keep the rows of an installation safe: in another place, or in another database."""
