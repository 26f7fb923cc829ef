"""What can be wrong with a survey: one list of kinds, and the value that says which, where, and with what names."""
