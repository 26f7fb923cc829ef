"""A TCP proxy that is as slow as a phone on slow 3G: what browsers simulate leaves out connections and windows.

Each connection costs a round trip before its first byte. Both directions are half a round trip long. All connections
share the bytes per second. A server may send ten segments, then twice as many in each further round trip.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

ROUND_TRIP = 0.4
"""Seconds, as Chromium's "Slow 3G" has it."""
BYTES_PER_SECOND = 50_000
"""400 kbit/s."""
SEGMENT = 1460
FIRST_WINDOW = 10 * SEGMENT
Due = asyncio.Queue[tuple[float, bytes]]


@contextmanager
def slow_line(port: int) -> Iterator[int]:
    """Forward to a local port over a slow line; gives the port to connect to."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    line = _Line(port)
    server = asyncio.run_coroutine_threadsafe(
        asyncio.start_server(line.connected, "127.0.0.1", 0), loop
    ).result()
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        asyncio.run_coroutine_threadsafe(line.hang_up(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _Line:
    """What all connections share: the time at which the line is free again."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.free_at = 0.0

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection until either side ends it."""
        await asyncio.sleep(ROUND_TRIP)
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self.port)
        down, up = Due(), Due()
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(
                self._read(reader, up),
                self._read(server_reader, down),
                _write(server_writer, up),
                _write(writer, down),
            )

    async def hang_up(self) -> None:
        """End every connection."""
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, reader: asyncio.StreamReader, due: Due) -> None:
        """Put each segment on the line as soon as the line and the window let it go."""
        window, sent, clock = FIRST_WINDOW, 0, asyncio.get_running_loop().time
        while piece := await reader.read(SEGMENT):
            if sent >= window:
                await asyncio.sleep(ROUND_TRIP)
                window, sent = 2 * window, 0
            sent += len(piece)
            self.free_at = max(self.free_at, clock()) + len(piece) / BYTES_PER_SECOND
            await asyncio.sleep(max(0.0, self.free_at - clock()))
            due.put_nowait((clock() + ROUND_TRIP / 2, piece))
        due.put_nowait((clock() + ROUND_TRIP / 2, b""))


async def _write(writer: asyncio.StreamWriter, due: Due) -> None:
    """Hand over each segment when it has come through; an empty one ends the connection."""
    clock = asyncio.get_running_loop().time
    while True:
        at, piece = await due.get()
        await asyncio.sleep(max(0.0, at - clock()))
        if not piece:
            writer.close()
            return
        writer.write(piece)
        await writer.drain()
