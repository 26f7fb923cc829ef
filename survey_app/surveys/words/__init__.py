"""The words of a survey apart from its questions: where each text stands, and what a district says in its place."""
