"""Kliqs under measurement: the installed command on one core, with a folder of its own."""

import shutil
import sqlite3
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from bench.cores import SERVER_CORE
from bench.load import Load
from bench.places import KLIQS, environment, free_port
from bench.processes import BenchFailed, Process, wait_until
from bench.report import Count
from kliqs.database import Connection, Database

EMAIL = "bench@example.com"
LOADED_WITHIN_S = 300
CLICK_TABLES = ("clicks_linkday", "clicks_clickfile", "clicks_logposition", "clicks_daysalt", "clicks_loadercount")


class Kliqs:
    """One server. Use it as a context manager; `key` is one of a workspace on the unlimited plan.

    `visited` adds up what was sent to short links and `answered`, for the check that every click is counted.
    """

    def __init__(self, directory: Path, settings: dict[str, str] | None = None, *, is_fresh: bool = True) -> None:
        if is_fresh:
            shutil.rmtree(directory, ignore_errors=True)
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.domain = f"kliqs.localhost:{self.port}"
        self.settings = {
            "KLIQS_DATA_DIR": str(directory),
            "KLIQS_PORT": str(self.port),
            "KLIQS_DEFAULT_PLAN": "unlimited",
            **(settings or {}),
        }
        self.database_url = self.settings.get("KLIQS_DATABASE_URL", f"sqlite:///{directory / 'kliqs.sqlite3'}")
        self.key = ""
        self.answered = 0
        self._most_sent = 0
        env = environment(self.settings)
        self.server = Process([KLIQS, "serve"], self.port, SERVER_CORE, directory / "serve.log", env)

    def __enter__(self) -> Self:
        self.server.__enter__()
        try:
            wait_until(self._is_ready, 60, "Kliqs to be ready")
            self.key = self.run("key", "create", "--email", EMAIL, "--name", "bench", "--plan", "unlimited")
        except BaseException:
            self.server.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server.stop()

    def run(self, *arguments: str) -> str:
        """What a `kliqs` command beside the server prints. Raises BenchFailed with its errors."""
        return run_kliqs(self.directory, self.settings, *arguments)

    def create(self, slug: str, url: str) -> str:
        """Make a link over the API; returns its id."""
        return str(self._api("POST", "/links", json={"url": url, "slug": slug})["id"])

    def clicks_of(self, link_id: str) -> int:
        """All clicks that the API tells of a link."""
        clicks: dict[str, int] = self._api("GET", f"/links/{link_id}")["clicks"]
        return clicks["human"] + clicks["preview"] + clicks["bot"]

    def links_made(self) -> int:
        """Links that the API says the workspace has."""
        return int(self._api("GET", "/usage")["links"]["used"])

    def visited(self, load: Load) -> Load:
        """Remember a run of load on short links."""
        self.answered += load.answered
        self._most_sent += load.most_sent
        return load

    def count(self, what: str) -> Count:
        """Wait for the loader to have everything, then compare what was answered, counted and sent."""
        try:
            wait_until(lambda: self.counted() >= self.answered, LOADED_WITHIN_S, "the clicks to be loaded")
        except BenchFailed:
            pass  # told by the Count, with its figures
        return Count(what, self.answered, self.counted(), self._most_sent)

    def counted(self) -> int:
        """Clicks in the daily counts of all links."""
        connection = Connection(Database(self.database_url))
        try:
            sql = "SELECT COALESCE(SUM(human + preview + bot), 0) FROM clicks_linkday"
            return int(connection.execute(sql).fetchone()[0])
        finally:
            connection.close()

    def _api(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.key}"}
        response = httpx.request(method, f"{self.base}/api/v1{path}", headers=headers, timeout=30, **request)
        if not response.is_success:
            raise BenchFailed(f"{method} {path} answered {response.status_code}: {response.text}")
        data: dict[str, Any] = response.json()["data"]
        return data

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.base}/readyz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False


def run_kliqs(directory: Path, settings: dict[str, str], *arguments: str) -> str:
    """What a `kliqs` command prints. Raises BenchFailed with its errors."""
    command = [KLIQS, *arguments]
    done = subprocess.run(
        command, env=environment(settings), cwd=directory, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise BenchFailed(f"kliqs {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout.strip()


def forget_clicks(directory: Path) -> None:
    """Empty the click store of a stopped server whose links are kept between runs."""
    for name in ("clicks", "click-log"):
        shutil.rmtree(directory / name, ignore_errors=True)
    connection = sqlite3.connect(directory / "kliqs.sqlite3")
    with connection:
        for table in CLICK_TABLES:
            connection.execute(f"DELETE FROM {table}")
    connection.close()
