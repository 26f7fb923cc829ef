"""PgBouncer from Debian with `deploy/pgbouncer/pgbouncer.ini`, between the servers and the primary."""

import signal
from pathlib import Path

import psycopg

from benchmarks.servers.postgres import PASSWORD
from benchmarks.servers.programs import (
    DEPLOY,
    Program,
    as_servant,
    copied,
    find,
    given_file,
    given_folder,
    wait_until,
)
from benchmarks.shared.servers import free_port

INI = DEPLOY / "pgbouncer" / "pgbouncer.ini"


class PgBouncer:
    """A running PgBouncer that leads to a primary."""

    def __init__(self, folder: Path, primary_port: int) -> None:
        self.folder = given_folder(folder)
        self.port = free_port()
        self._users = given_file(folder / "userlist.txt", f'"survey" "{PASSWORD}"\n')
        self._write(primary_port)
        self.program = Program(as_servant([find("pgbouncer"), folder / "pgbouncer.ini"]), folder / "output")
        wait_until(self._answers, f"PgBouncer answers; see {folder}")

    def lead_to(self, primary_port: int) -> None:
        """Lead to another primary: change the file, and reload."""
        self._write(primary_port)
        self.program.send(signal.SIGHUP)

    def url(self) -> str:
        """The address of the survey's database through PgBouncer."""
        return f"postgresql://survey:{PASSWORD}@127.0.0.1:{self.port}/survey"

    def _write(self, primary_port: int) -> None:
        changes = {
            "host=10.0.0.21 port=5432": f"host=127.0.0.1 port={primary_port}",
            "listen_port = 6432": f"listen_port = {self.port}",
            "/var/run/postgresql/pgbouncer.pid": f"{self.folder}/pid",
            "/var/run/postgresql": str(self.folder),
            "/var/log/postgresql/pgbouncer.log": f"{self.folder}/log",
            "/etc/pgbouncer/userlist.txt": str(self._users),
        }
        copied(INI, self.folder / "pgbouncer.ini", changes)

    def _answers(self) -> bool:
        assert self.program.is_running(), f"PgBouncer ended; see {self.folder}"
        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True
