"""What the offline client gets from the server."""
