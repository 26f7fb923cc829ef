"""Postgres from Debian with the files of `deploy/postgres/`: a primary, and a standby that confirms every commit."""

import signal
from pathlib import Path
from typing import Any

import psycopg

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

PASSWORD = "CHANGE-THIS"  # as deploy/postgres/roles.sql has it
FILES = DEPLOY / "postgres"


class Postgres:
    """One server with its data in a folder. It listens on 127.0.0.1, and for the operator on a socket in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = given_folder(folder)
        self.data = folder / "data"
        self.port = free_port()
        self._program: Program | None = None

    @property
    def program(self) -> Program:
        """The running server."""
        assert self._program
        return self._program

    def make(self) -> None:
        """Make an empty primary with the files of `deploy/`; nothing waits for a standby yet."""
        run(
            [
                *(find("initdb"), "-D", self.data, "-U", "postgres", "--no-sync", "--encoding=UTF8"),
                *("--auth-local=trust", "--auth-host=scram-sha-256"),
            ]
        )
        make_certificate(self.data)
        rules = copied(FILES / "pg_hba.conf", self.folder / "rules", {"10.0.0.0/24": "127.0.0.1/32"})
        hba = self.data / "pg_hba.conf"
        given_file(hba, "local all postgres trust\n" + rules.read_text())
        self._configure()

    def make_standby_of(self, primary: "Postgres") -> None:
        """Copy a running primary."""
        source = f"host=127.0.0.1 port={primary.port} user=survey_replication password={PASSWORD}-TOO sslmode=require"
        run(
            [
                *(find("pg_basebackup"), "-D", self.data, "-R", "-X", "stream", "-S", "survey_standby"),
                *("--checkpoint=fast", "--no-sync", "-d", f"{source} application_name=survey_standby"),
            ]
        )
        (self.data / "conf.d" / "primary.conf").unlink(missing_ok=True)
        self._configure()

    def start(self) -> None:
        """Start, and return when it answers."""
        command = as_servant([find("postgres"), "-D", self.data], parting="INT")
        self._program = Program(command, self.folder / "log")
        wait_until(self._answers, f"Postgres answers; see {self.folder / 'log'}")

    def stop(self) -> None:
        """Stop as `systemctl stop` does: end connections, write everything down."""
        if self._program:
            self.program.stop(signal.SIGINT)

    def ask(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement as the operator."""
        socket = f"host={self.folder} port={self.port} user=postgres dbname={database} connect_timeout=5"
        with psycopg.connect(socket, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def make_roles(self) -> None:
        """Run `deploy/postgres/roles.sql`."""
        for statement in (FILES / "roles.sql").read_text().split(";"):
            if any(line and not line.startswith("--") for line in statement.splitlines()):
                self.ask(statement)

    def wait_for_standby(self) -> None:
        """From now on, a commit waits for the standby. Return when there is one."""
        copied(FILES / "primary.conf", self.data / "conf.d" / "primary.conf", {})
        self.ask("SELECT pg_reload_conf()")
        wait_until(self.has_standby, "the standby is synchronous")

    def has_standby(self) -> bool:
        """Whether a synchronous standby is connected."""
        return self.ask("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == [(1,)]

    def promote(self) -> None:
        """Make the primary of a standby. Return when it takes writes."""
        run([find("pg_ctl"), "promote", "-D", self.data, "--silent"])

    def url(self) -> str:
        """The address of the survey's database, as a person writes it."""
        return f"postgresql://survey:{PASSWORD}@127.0.0.1:{self.port}/survey"

    def _configure(self) -> None:
        folder = self.data / "conf.d"
        if not folder.exists():
            given_folder(folder)
        here = {"listen_addresses = '*'": "listen_addresses = '127.0.0.1'"}
        copied(FILES / "survey.conf", folder / "survey.conf", here)
        own = f"port = {self.port}\nunix_socket_directories = '{self.folder}'\ninclude_dir = 'conf.d'\n"
        given_file(self.data / "postgresql.conf", own)

    def _answers(self) -> bool:
        assert self.program.is_running(), f"Postgres ended; see {self.folder / 'log'}"
        try:
            return self.ask("SELECT 1") == [(1,)]
        except psycopg.OperationalError:
            return False
