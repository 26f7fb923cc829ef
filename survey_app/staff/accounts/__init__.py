"""Pages about people: signing in, accounts, other ways to sign in."""
