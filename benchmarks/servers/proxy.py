"""nginx from Debian with `deploy/nginx/survey.conf` and a certificate made for this run."""

import signal
import socket
from collections.abc import Sequence
from pathlib import Path

from benchmarks.servers.programs import (
    DEPLOY,
    Program,
    as_servant,
    copied,
    find,
    given_file,
    given_folder,
    make_certificate,
    run,
    wait_until,
)
from benchmarks.shared.servers import free_port

CONF = DEPLOY / "nginx" / "survey.conf"
IN_THE_FILE = ("10.0.0.11:8000", "10.0.0.12:8000", "10.0.0.13:8000")
_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Proxy:
    """nginx in front of three servers. Make it, then `check` or `start`."""

    def __init__(self, folder: Path, servers: Sequence[int]) -> None:
        """Write its files. servers: three ports."""
        self.folder = given_folder(folder)
        self.port, self.plain_port = free_port(), free_port()
        certificate, key = make_certificate(folder)
        changes = {
            **dict(zip(IN_THE_FILE, (f"127.0.0.1:{port}" for port in servers), strict=True)),
            # Not every machine has version 6.
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "/etc/ssl/survey/fullchain.pem": str(certificate),
            "/etc/ssl/survey/key.pem": str(key),
            "/var/cache/nginx/survey": f"{folder}/cache",
            "/var/log/survey": str(folder),
        }
        self.conf = copied(CONF, folder / "survey.conf", changes)
        self._main = given_file(folder / "nginx.conf", self._around())
        self.program: Program | None = None

    def check(self) -> str:
        """Let nginx read the files. Raises RuntimeError with what is wrong."""
        return run(self._command("-t", "-q"))

    def start(self) -> None:
        """Start, and return when it listens."""
        self.program = Program(as_servant(self._command()), self.folder / "output")
        wait_until(self._listens, f"nginx listens; see {self.folder}")

    def stop(self) -> None:
        """Let it finish what it does, and end."""
        if self.program:
            self.program.stop(signal.SIGQUIT)

    def _command(self, *options: str) -> list[str]:
        return [
            find("nginx"),
            "-p",
            str(self.folder),
            "-c",
            str(self._main),
            "-e",
            f"{self.folder}/errors",
            *options,
        ]

    def _around(self) -> str:
        """What Debian's own nginx.conf would say."""
        temporary = "".join(f"  {each}_temp_path {self.folder}/{each};\n" for each in _TEMPORARY)
        return (
            f"daemon off;\nworker_processes 1;\npid {self.folder}/pid;\nerror_log {self.folder}/errors;\n"
            "events { worker_connections 1000; }\n"
            f"http {{\n{temporary}  include {self.conf};\n}}\n"
        )

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True
