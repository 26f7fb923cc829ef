"""What can be wrong with a survey: a list of all kinds of faults, and the class that holds one fault."""
