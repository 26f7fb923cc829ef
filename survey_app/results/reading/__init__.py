"""A frozen release in the words of its survey: what pages, reports and files show."""
