"""The programs from Debian that stand around the app, and how they are started: not as root, and never left behind."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from setup.debian import SERVERS, apt_command

PROJECT = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT / "deploy"
PATIENCE = 60.0
"""Seconds that anything may take on a busy machine."""


def find(program: str) -> str:
    """Return the path of a program. Raises RuntimeError that says how to bring it."""
    places = [
        *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)),
        "/usr/sbin",
        "/usr/bin",
    ]
    found = shutil.which(program, path=os.pathsep.join(places))
    if found is None:
        packages = apt_command([package.name for package in SERVERS])
        raise RuntimeError(f"{program} is missing; as root: {packages}")
    return found


def servant() -> pwd.struct_passwd | None:
    """Return the user that Postgres runs as, if we are root: Postgres refuses root."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name: user for user in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


@contextmanager
def workplace(parent: str | None = None) -> Iterator[Path]:
    """Make a folder for one run, which that user may pass through. Paths of sockets must be short."""
    folder = Path(tempfile.mkdtemp(prefix="survey-servers-", dir=parent))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def as_servant(command: Sequence[str | Path], *, parting: str = "KILL") -> list[str]:
    """Return the command line that runs a command as that user. parting: its signal when we end without stopping it."""
    user = servant()
    rights = [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"] if user else []
    return ["setpriv", *rights, "--pdeathsig", parting, *map(str, command)]


def as_child(command: Sequence[str | Path]) -> list[str]:
    """Return the command line that runs a command as ourselves, and ends it with us."""
    return ["setpriv", "--pdeathsig", "TERM", *map(str, command)]


def give(path: Path) -> Path:
    """Make a file or folder belong to that user."""
    if user := servant():
        os.chown(path, user.pw_uid, user.pw_gid)
    return path


def given_folder(path: Path) -> Path:
    """Make a folder that only that user opens."""
    path.mkdir(mode=0o700)
    return give(path)


def given_file(path: Path, text: str) -> Path:
    """Write a file that only that user reads."""
    path.write_text(text)
    path.chmod(0o600)
    return give(path)


def run(command: Sequence[str | Path]) -> str:
    """Run a command as that user to its end. Return what it printed. Raises RuntimeError with what it said."""
    # Programs look for settings of a person at home.
    nobody = {**os.environ, "HOME": "/nonexistent"}
    done = subprocess.run(
        as_servant(command), capture_output=True, text=True, check=False, cwd="/", env=nobody
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


class Program:
    """A program that runs until it is stopped, in a process group of its own. What it says goes into `log`."""

    def __init__(
        self, command: Sequence[str | Path], log: Path, environment: dict[str, str] | None = None
    ) -> None:
        self.log = log
        with log.open("a") as output:
            self.running = subprocess.Popen(
                list(map(str, command)),
                cwd="/" if environment is None else PROJECT,
                env={**os.environ, "HOME": "/nonexistent", **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.running.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Send a signal to it alone."""
        if self.is_running():
            self.running.send_signal(number)

    def send_to_all(self, number: signal.Signals) -> None:
        """Send a signal to it and to all that it started, wherever they went, all at once."""
        for process in [self.running.pid, *descendants(self.running.pid)]:
            try:
                os.kill(process, number)
            except ProcessLookupError:
                continue

    def kill(self) -> None:
        """End all of it at once, as a power cut would."""
        self.send_to_all(signal.SIGKILL)
        self.running.wait(PATIENCE)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Ask it to end, and wait."""
        self.send(number)
        try:
            self.running.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()


def descendants(process: int) -> list[int]:
    """List the children of a process, and theirs."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = [process]
    for known in found:
        found += [child for child, parent in parents.items() if parent == known]
    return found[1:]


def wait_until(is_so: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Return when it is so. Raises RuntimeError that says what did not happen."""
    latest = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > latest:
            raise RuntimeError(f"waited in vain: {what}")
        time.sleep(0.05)


def copied(source: Path, target: Path, changes: dict[str, str]) -> Path:
    """Copy a file of `deploy/` with other paths, addresses and ports. changes: what stands there → what it becomes.

    Raises ValueError for a text that is not there: then the file has changed.
    """
    text = source.read_text()
    for old, new in changes.items():
        if old not in text:
            raise ValueError(f"{source.name} does not say {old!r}")
        text = text.replace(old, new)
    return given_file(target, text)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=2))
    certificate = built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return given_file(folder / "server.crt", certificate.decode()), given_file(
        folder / "server.key", secret.decode()
    )


def say(line: str) -> None:
    """Tell the person what goes on."""
    print(line, file=sys.stderr, flush=True)
