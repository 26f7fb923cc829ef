"""Moving an installation to another database."""
