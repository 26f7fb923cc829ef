"""Languages as data: the list of languages, what we teach Babel, the interface texts, and who reads what."""
