"""Fresh, migrated databases on the engine of this run, each a copy of a template that is migrated once."""

import secrets
import shutil
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from running.commands import run_kliqs


class Databases(Protocol):
    """Makes databases and drops them."""

    is_sqlite: bool

    def create(self) -> str:
        """The URL of a fresh, migrated database."""

    def drop(self, url: str) -> None:
        """Remove one, even while somebody is connected."""

    def close(self) -> None:
        """Remove the template."""


def databases_for(server_url: str, directory: Path) -> Databases:
    """On the PostgreSQL server of that URL, or SQLite files in the directory."""
    return PostgresDatabases(server_url, directory) if server_url.startswith("postgres") else SqliteDatabases(directory)


class SqliteDatabases:
    is_sqlite = True

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._template = directory / "template.sqlite3"
        _migrate(f"sqlite:///{self._template}", directory)
        assert not self._template.with_name("template.sqlite3-wal").exists(), "the template is not one whole file"

    def create(self) -> str:
        path = self._directory / f"{secrets.token_hex(6)}.sqlite3"
        shutil.copyfile(self._template, path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        path = Path(urlsplit(url).path)
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink()

    def close(self) -> None:
        self._template.unlink()


class PostgresDatabases:
    is_sqlite = False

    def __init__(self, server_url: str, directory: Path) -> None:
        self._server_url = server_url
        self._admin = psycopg.connect(server_url, autocommit=True)
        self._template = f"kliqs_template_{secrets.token_hex(6)}"
        self._admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._template)))
        _migrate(self._url(self._template), directory)

    def create(self) -> str:
        name = f"kliqs_test_{secrets.token_hex(6)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._admin.execute(statement.format(sql.Identifier(name), sql.Identifier(self._template)))
        return self._url(name)

    def drop(self, url: str) -> None:
        name = urlsplit(url).path.lstrip("/")
        self._admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def close(self) -> None:
        self.drop(self._url(self._template))
        self._admin.close()

    def _url(self, name: str) -> str:
        return urlunsplit(urlsplit(self._server_url)._replace(path=f"/{name}"))


def _migrate(url: str, directory: Path) -> None:
    settings = {"KLIQS_DATABASE_URL": url, "KLIQS_DATA_DIR": str(directory / "migrating")}
    run_kliqs("migrate", settings=settings, directory=directory)
