"""Named queries about accounts and wrong guesses."""
