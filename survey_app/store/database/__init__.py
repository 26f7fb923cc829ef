"""The database itself: engine, migrations, safety of its files."""
