"""Core: what a survey asks and what an answer means. Uses neither Flask nor a database."""
