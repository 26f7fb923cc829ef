"""A frozen release put into the words of its survey, for pages, reports and files."""
