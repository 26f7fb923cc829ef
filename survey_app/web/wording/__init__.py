"""What the numbers of a release mean, in words of the reader's language."""
