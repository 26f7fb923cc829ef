"""Core: what is asked and what an answer means. Knows neither Flask nor a database."""
