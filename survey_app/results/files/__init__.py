"""The files around the rows: spreadsheets that open right, labels, codebooks, and what they say of themselves."""
