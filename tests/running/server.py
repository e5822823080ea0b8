"""A Kliqs under test: the installed command in a process of its own, on a free port, with a data folder of its own."""

import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from kliqs.database import Connection, Database
from running.accounts import Account, AccountMaker
from running.commands import KLIQS, environment, run_kliqs
from running.guardian import guard, release
from running.plain import NO_TLS
from running.ports import free_port
from running.waiting import eventually

START_WITHIN_S = 60
STOP_WITHIN_S = 30


class Server:
    """Starts with `start`, ends with `stop` (asked) or `kill` (not asked), and may start again on the same data."""

    def __init__(
        self,
        directory: Path,
        database_url: str,
        *,
        data_dir: Path | None = None,
        workers: int = 1,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.domain = f"kliqs.localhost:{self.port}"
        self.data_dir = data_dir or directory / "data"
        self.database_url = database_url
        self.settings = {
            "KLIQS_DATA_DIR": str(self.data_dir),
            "KLIQS_PORT": str(self.port),
            "KLIQS_DATABASE_URL": database_url,
            "KLIQS_WORKERS": str(workers),
            **(settings or {}),
        }
        self._directory = directory
        self._log = directory / f"server-{self.port}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._account_maker: AccountMaker | None = None
        self._clients: list[httpx.Client] = []
        self.data_dir.mkdir(parents=True, exist_ok=True)

    @property
    def pid(self) -> int:
        """The first process, which is the head of a process group with all others."""
        assert self._process is not None, "the server is not running"
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start and wait until it is ready."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [KLIQS, "serve"],
                env=environment(self.settings),
                cwd=self._directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        guard(self._process.pid)
        eventually(self.is_ready, within_s=START_WITHIN_S)

    def is_ready(self) -> bool:
        """Whether `/readyz` says so. Raises RuntimeError when the process has ended instead."""
        if not self.is_running:
            raise RuntimeError(f"kliqs serve has ended:\n{self.log()}")
        try:
            return httpx.get(f"{self.base}/readyz", timeout=5, verify=NO_TLS).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self) -> int:
        """Ask it to end (SIGTERM) and wait. Returns its exit code."""
        assert self._process is not None
        self._process.terminate()
        try:
            return self._process.wait(timeout=STOP_WITHIN_S)
        finally:
            self.kill()

    def kill(self) -> None:
        """End every process of it at once, unasked (SIGKILL)."""
        assert self._process is not None
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # all of them had ended
        self._process.wait(timeout=STOP_WITHIN_S)
        release(self._process.pid)

    def close(self) -> None:
        """Give back everything, in whatever state it is."""
        for client in self._clients:
            client.close()
        if self._account_maker is not None:
            self._account_maker.close()
            self._account_maker = None
        if self.is_running:
            self.stop()
        elif self._process is not None:
            self.kill()

    def log(self) -> str:
        """What the server wrote so far, to both its outputs."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def kliqs(self, *arguments: str, stdin: str = "", check: bool = True) -> "subprocess.CompletedProcess[str]":
        """Run the command beside the server, on the same data."""
        return run_kliqs(*arguments, settings=self.settings, directory=self._directory, stdin=stdin, check=check)

    def account(self, email: str = "", plan: str = "pro", name: str = "tests", *, is_test: bool = False) -> Account:
        """A key with what it belongs to; without an address in a workspace that nothing else uses."""
        return self._maker().make(email or f"{secrets.token_hex(6)}@example.com", name, plan, is_test=is_test)

    def login_token(self, email: str) -> str:
        """The token of a fresh login link of somebody who has an account."""
        return self._maker().login_token(email)

    def _maker(self) -> AccountMaker:
        if self._account_maker is None:
            self._account_maker = AccountMaker(self.settings, self._directory)
        return self._account_maker

    def key(self, email: str = "", plan: str = "pro", name: str = "tests", *, is_test: bool = False) -> str:
        """An API key; without an address in a workspace that nothing else uses."""
        return self.account(email, plan, name, is_test=is_test).key

    def api(self, key: str, **headers: str) -> httpx.Client:
        """A client of the API that shows this key. Closed with the server."""
        client = httpx.Client(
            base_url=f"{self.base}/api/v1",
            headers={"Authorization": f"Bearer {key}", **headers},
            timeout=30,
            verify=NO_TLS,
        )
        self._clients.append(client)
        return client

    def visit(self, path: str, *, host: str = "", method: str = "GET", **headers: str) -> httpx.Response:
        """Ask as a browser would, by default for the short host, without following redirects."""
        fields = {"Host": host or self.domain, **headers}
        return httpx.request(method, f"{self.base}{path}", headers=fields, timeout=30, verify=NO_TLS)

    def raw(self, request: bytes, within_s: float = 10) -> bytes:
        """Send exactly these bytes; returns what comes back until the server closes the connection.

        The request must be one that makes it close, for example by `Connection: close`.
        """
        with socket.create_connection(("127.0.0.1", self.port), timeout=within_s) as connection:
            connection.sendall(request)
            parts = []
            while part := connection.recv(65_536):
                parts.append(part)
        return b"".join(parts)

    @contextmanager
    def database(self) -> Iterator[Connection]:
        """A plain connection to the server's database, for looking and for setting a scene."""
        connection = Connection(Database(self.database_url))
        try:
            yield connection
        finally:
            connection.close()
