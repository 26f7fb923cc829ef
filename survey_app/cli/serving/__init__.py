"""The server: gunicorn's parent and sockets, waitress's connections, our limits on how long anybody may take."""
