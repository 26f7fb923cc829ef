"""Languages as data: the list, what Babel is told of them, the texts of the interface, and who reads what."""
