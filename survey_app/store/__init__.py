"""Tables and named queries: the only SQL. Every function takes a Session; callers commit."""
