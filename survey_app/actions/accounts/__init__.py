"""People who sign in: accounts, roles, signing in, two steps, passwords, and the throttle on wrong guesses."""
