"""Starting as many servers as a test needs, and ending them with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from running.databases import Databases
from running.server import Server

_alive: list["Servers"] = []


class Servers:
    """Servers of one test or one file. Call it to start one."""

    def __init__(self, databases: Databases, directory: Path) -> None:
        self._databases = databases
        self._directory = directory
        self._urls: list[str] = []
        self.started: list[Server] = []

    def __call__(
        self,
        *,
        workers: int = 1,
        plans: str = "",
        database_url: str = "",
        data_dir: Path | None = None,
        **settings: str,
    ) -> Server:
        """Start one and wait until it is ready.

        On a fresh database and data folder unless `database_url` and `data_dir` say otherwise; `plans` is the text of
        a `plans.toml`; further settings by their whole name, `KLIQS_TRUSTED_PROXIES="127.0.0.1"`.
        """
        if not database_url:
            database_url = self._databases.create()
            self._urls.append(database_url)
        directory = self._directory / f"server-{len(self.started)}"
        directory.mkdir()
        server = Server(directory, database_url, data_dir=data_dir, workers=workers, settings=settings)
        if plans:
            (server.data_dir / "plans.toml").write_text(plans)
        self.started.append(server)
        server.start()
        return server

    def close(self) -> None:
        """End all of them, whatever state each is in, then drop their databases."""
        for server in self.started:
            server.close()
        for url in self._urls:
            self._databases.drop(url)


@contextmanager
def servers_for(databases: Databases, directory: Path) -> Iterator[Servers]:
    """Servers that end with the block, also when a test fails or is interrupted."""
    servers = Servers(databases, directory)
    _alive.append(servers)
    try:
        yield servers
    finally:
        _alive.remove(servers)
        servers.close()


def logs() -> list[tuple[str, str]]:
    """Title and text of the log of every server that a running test could have talked to."""
    return [(f"log of Kliqs on port {server.port}", server.log()) for servers in _alive for server in servers.started]
