"""The files that come with the rows: spreadsheets, labels, codebooks, a README and a disclosure report."""
