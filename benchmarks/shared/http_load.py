"""A closed-loop HTTP/1.1 load client: one thread, many keep-alive connections, each with one request in flight.

Cheap enough that the server, not the client, is what is measured on a machine with two cores.
"""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Load:
    """What a run came to. per_second: answered requests; p50, p99: milliseconds."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        """Answered requests per second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share (0-1) of requests was answered."""
        ranked = sorted(self.latencies)
        return 1000 * ranked[min(len(ranked) - 1, int(share * len(ranked)))]


class Connection:
    """One client: sends the next request when the answer to the last one is complete."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.started = 0.0

    def send(self, request: bytes) -> None:
        """Send a request; the answer to the last one is complete."""
        self.received = b""
        self.started = time.perf_counter()
        self.socket.sendall(request)

    def take(self) -> int | None:
        """Read what is there; the status when the answer is complete, else None."""
        piece = self.socket.recv(262144)
        if not piece:
            raise ConnectionError("the server closed a keep-alive connection")
        self.received += piece
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not separator:
            return None
        for line in head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length" and len(body) < int(value):
                return None
        return int(head[9:12])


def drive(port: int, make_request: Callable[[int], bytes], clients: int, seconds: float) -> Load:
    """Send requests 0, 1, 2, ... to 127.0.0.1:port from `clients` connections for `seconds`.

    make_request(n) gives the bytes of request n. Raises ConnectionError when the server drops a connection.
    """
    selector = selectors.DefaultSelector()
    connections = [Connection(port) for _ in range(clients)]
    for number, connection in enumerate(connections):
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(make_request(number))
    sent = clients
    begun = time.perf_counter()
    load = Load(seconds=0)
    while time.perf_counter() - begun < seconds:
        for key, _ in selector.select(timeout=1):
            connection = key.data
            status = connection.take()
            if status is None:
                continue
            load.latencies.append(time.perf_counter() - connection.started)
            load.statuses[status] += 1
            connection.send(make_request(sent))
            sent += 1
    load.seconds = time.perf_counter() - begun
    for connection in connections:
        connection.socket.close()
    return load
