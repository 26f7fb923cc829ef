"""The server: gunicorn's parent and sockets, waitress's connections, and our limits on how long anybody may take."""
