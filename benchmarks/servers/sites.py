"""A whole site on this machine: three servers with all that stands around them, or one server with SQLite."""

import http.client
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks.servers.census import Census
from benchmarks.servers.clients import Load, Order
from benchmarks.servers.pgbouncer import PgBouncer
from benchmarks.servers.postgres import Postgres
from benchmarks.servers.programs import PROJECT, Program, as_child, descendants, say, wait_until
from benchmarks.servers.proxy import Proxy
from benchmarks.shared.servers import free_port, run_flask
from survey_app.actions.responses.envelopes import EnvelopeKeys

SERVERS = 3


class Server:
    """One machine: it serves, waits for its turn to seal, and does long work, all as `serve` starts them."""

    def __init__(self, name: str, folder: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self.port = free_port()
        self._environment = {**environment, "PORT": str(self.port)}
        self._log = folder / f"{name}.log"
        self.program: Program

    def start(self) -> None:
        """Start it; it takes requests some seconds later."""
        command = as_child([sys.executable, "-m", "flask", "--app", PROJECT / "wsgi.py", "serve"])
        self.program = Program(command, self._log, self._environment)

    def wait(self) -> None:
        """Return when it takes requests."""
        wait_until(self.is_ready, f"{self.name} is ready; see {self._log}")

    def is_ready(self) -> bool:
        """Whether it says that it is ready."""
        assert self.program.is_running(), f"{self.name} ended; see {self._log}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def flask(self, *arguments: str) -> Program:
        """Start a command of the app on this machine."""
        command = as_child([sys.executable, "-m", "flask", "--app", PROJECT / "wsgi.py", *arguments])
        return Program(command, self._log, self._environment)

    def workers(self) -> list[int]:
        """The processes that serve: gunicorn's, below the one that looks after them."""
        below = descendants(self.program.running.pid)
        return [each for each in below if any(each in descendants(other) for other in below)]

    def freeze(self) -> None:
        """Let nothing of it run."""
        self.program.send_to_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it run again."""
        self.program.send_to_all(signal.SIGCONT)


class Site:
    """Servers on one database and one shared folder. With one server there is no proxy, and SQLite."""

    def __init__(self, folder: Path, url: str, settings: Mapping[str, str]) -> None:
        self.folder, self.url = folder, url
        self.instance = folder / "instance"
        self._logs = folder / "logs"
        self._logs.mkdir()
        self.environment = {"INSTANCE_PATH": str(self.instance), "WEB_CONCURRENCY": "1", **settings}
        self.servers: list[Server] = []
        self.proxy: Proxy | None = None
        self._loads = 0
        self.acknowledged: set[str] = set()

    def prepare(self, servers: int) -> None:
        """Make the database, with the sample district in it, and start the servers."""
        run_flask(self.environment, "prepare")
        self.servers = [
            Server(f"server{number}", self._logs, self.environment) for number in range(1, servers + 1)
        ]
        for server in self.servers:
            server.start()
        for server in self.servers:
            server.wait()
        self.census = Census(self.url)
        key = EnvelopeKeys.of(self.instance).current()
        self.order = Order(self.servers[0].port, "", key.id, key.public.hex(), "")

    def load(self, *, pages: bool = False, clients: int = 12) -> Load:
        """Start clients."""
        self._loads += 1
        log = self._logs / f"clients{self._loads}.log"
        return Load(replace(self.order, log=str(log), pages=pages, clients=clients))

    def run(self, *arguments: str) -> None:
        """Run a command of the app to its end."""
        run_flask(self.environment, *arguments)

    def close(self) -> None:
        """Stop the servers."""
        for server in self.servers:
            server.thaw()
            server.program.stop()
        if self.servers:
            self.census.close()


class ServersSite(Site):
    """Three servers behind nginx, on PgBouncer, a primary and a standby."""

    def __init__(self, folder: Path, data: Path, stack: ExitStack) -> None:
        """Start everything but the servers. data: where the primary keeps its data."""
        self.primary, self.standby = Postgres(data / "primary"), Postgres(folder / "standby")
        self.primary.make()
        self.primary.start()
        stack.callback(self._stop_postgres)
        self.primary.make_roles()
        self.add_standby()
        self.pgbouncer = PgBouncer(folder / "pgbouncer", self.primary.port)
        stack.callback(self.pgbouncer.program.stop)
        either = "&".join(f"host=127.0.0.1:{each.port}" for each in (self.primary, self.standby))
        login = self.primary.url().partition("@")[0]
        settings = {
            "DATABASE_URL": self.pgbouncer.url(),
            "DATABASE_DIRECT_URL": f"{login}@/survey?{either}&target_session_attrs=read-write",
            "TRUSTED_PROXIES": "1",
        }
        super().__init__(folder, self.primary.url(), settings)

    def prepare(self, servers: int = SERVERS) -> None:
        """Prepare, and put the proxy in front."""
        super().prepare(servers)
        self.proxy = Proxy(self.folder / "nginx", [server.port for server in self.servers])
        self.proxy.start()
        self.order = replace(
            self.order, port=self.proxy.port, certificate=str(self.proxy.folder / "server.crt")
        )

    def add_standby(self) -> None:
        """Make the standby, and let the primary wait for it."""
        self.standby.make_standby_of(self.primary)
        self.standby.start()
        self.primary.wait_for_standby()

    def take_the_standby(self) -> None:
        """Use the standby, which was promoted, as the primary from now on."""
        self.pgbouncer.lead_to(self.standby.port)
        self.census.move_to(self.standby.url())
        self.primary, self.standby = self.standby, self.primary

    def _stop_postgres(self) -> None:
        # The primary waits for the standby when it ends, so the standby is the last.
        self.primary.stop()
        self.standby.stop()

    def close(self) -> None:
        """Stop the servers and the proxy."""
        if self.proxy:
            self.proxy.stop()
        super().close()


@contextmanager
def three_servers(folder: Path, data: Path | None = None) -> Iterator[ServersSite]:
    """A site of three servers. data: where the primary keeps its data, if not in `folder`."""
    with ExitStack() as stack:
        say("Setting up Postgres with a standby, PgBouncer, nginx and three servers")
        site = ServersSite(folder, data or folder, stack)
        stack.callback(site.close)
        site.prepare()
        yield site


@contextmanager
def one_machine(folder: Path) -> Iterator[Site]:
    """A site of one server with SQLite, as `python3 run.py` starts it."""
    with ExitStack() as stack:
        say("Setting up one machine with SQLite")
        site = Site(folder, f"sqlite:///{folder}/instance/survey.sqlite", {"WEB_CONCURRENCY": "2"})
        stack.callback(site.close)
        site.prepare(1)
        yield site
