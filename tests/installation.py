"""An installation of its own, prepared and served by the commands that operators use."""

import os
import socket
import sys
import time
from pathlib import Path

from flask.cli import cli

from survey_app.actions.known_secrets import KnownSecrets
from survey_app.actions.private_files import MASK
from survey_app.config import read_settings
from survey_app.extensions import db
from survey_app.factory import create_app
from tests.cli.serving.forks import Fork

PROJECT = Path(__file__).resolve().parents[1]


def with_secrets(folder: Path) -> Path:
    """The folder of a new installation, with the secrets that its first start would make."""
    KnownSecrets(folder, None).make_missing()
    return folder


class Installation:
    """An installation in a folder, on a port of its own. Prepare it, or copy a prepared folder, then serve."""

    def __init__(self, folder: Path, **settings: str) -> None:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]
        self.folder = folder
        self.database = folder / "survey.sqlite"
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "INSTANCE_PATH": str(folder),
            "PORT": str(self.port),
            **settings,
        }

    def command(self, *arguments: str) -> list[str]:
        """The command line of a command of the app."""
        return [sys.executable, "-m", *flask_command(*arguments)]

    def flask(self, *arguments: str) -> str:
        """Run a command of the app to its end; what it printed. In this process: to start one takes two seconds."""
        mask = os.umask(MASK)
        try:
            app = create_app(read_settings(self.environment))
            done = app.test_cli_runner().invoke(args=arguments)
            with app.app_context():
                db.engine.dispose()
        finally:
            os.umask(mask)
        assert done.exit_code == 0, done.output
        return done.stdout

    def prepare(self) -> None:
        """Make the database, with the sample district in it."""
        self.flask("prepare")

    def serve(self) -> None:
        """Start the server and the sealer; return when the server takes connections. They end with us."""
        said = self.folder.with_name(f"{self.folder.name}-said")
        self.server = Fork(be_flask, "serve", environment=self.environment, out=said)
        while "Ctrl-C" not in said.read_text() or not self._answers():
            assert self.server.poll() is None, "serve ended before it took a connection"
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop both, as Ctrl-C does."""
        self.server.terminate()
        self.server.wait(timeout=60)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


def flask_command(*arguments: str) -> list[str]:
    """The words of a command of the app."""
    return ["flask", "--app", str(PROJECT / "wsgi.py"), *arguments]


def be_flask(*arguments: str) -> None:
    """Be the process of a command of the app."""
    sys.argv = flask_command(*arguments)
    cli.main()
