"""Fixtures of every test: databases on the engine of this run, and running servers.

The engine is the one that `KLIQS_DATABASE_URL` names: a PostgreSQL server, on which databases are made and dropped,
or SQLite when it names none. `make test` runs the suite once on each.
"""

import os
import secrets
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import django
import msgspec
import pytest
from django.core import mail
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import override_settings

from kliqs.events.changes import record
from kliqs.settings import PREFIX, Settings
from running.databases import Databases, databases_for
from running.server import Server
from running.servers import Servers, logs, servers_for

SERVER_URL = os.environ.get("KLIQS_DATABASE_URL", "")
IS_CI = os.environ.get("CI") == "true"
LOG_TAIL = 20_000

# Tests that import Kliqs get its defaults and a secret of their own, whatever the shell or a `.env` here says.
_no_data_yet = tempfile.TemporaryDirectory(prefix="kliqs-tests-")
for field in msgspec.structs.fields(Settings):
    os.environ[f"{PREFIX}{field.name}".upper()] = ""
os.environ["KLIQS_SECRET_KEY"] = "a secret of the tests"
os.environ["KLIQS_DATA_DIR"] = _no_data_yet.name
os.environ["DJANGO_SETTINGS_MODULE"] = "kliqs.django_settings"


from kliqs.django_settings import database  # noqa: E402  (reads the settings above)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine-only", action="store_true", help="run only what depends on the database engine")


def pytest_configure() -> None:
    """Tests may import models; there is no database behind them here, only behind the servers."""
    django.setup()


def pytest_report_header() -> str:
    return f"database: {'PostgreSQL' if SERVER_URL.startswith('postgres') else 'SQLite'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Longest files first. On the second engine, leave out what would only do the same again."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    items[:] = [item for file in sorted(files.values(), key=_length, reverse=True) for item in file]
    if not config.getoption("--engine-only"):
        return
    config.hook.pytest_deselected(items=[item for item in items if not _depends_on_the_engine(item)])
    items[:] = [item for item in items if _depends_on_the_engine(item)]


def _length(file: list[pytest.Item]) -> tuple[float, int]:
    """How long a file may take: a worker that began the longest one last would work on while the others have nothing
    to do. Tests that are slow by nature are marked with a longer timeout, so that tells them."""
    timeouts = (item.get_closest_marker("timeout") for item in file)
    return max(float(timeout.args[0]) if timeout else 0 for timeout in timeouts), len(file)


def _depends_on_the_engine(item: pytest.Item) -> bool:
    return "databases" in getattr(item, "fixturenames", ()) and item.get_closest_marker("any_engine") is None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the servers' logs with a failure. Under CI a skipped test is a failure: nothing real may be left out."""
    report = yield
    if IS_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"CI leaves nothing out, but this was skipped: {report.longrepr}"
    if report.failed:
        report.sections += [(title, log[-LOG_TAIL:]) for title, log in logs()]
    return report


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes fresh, migrated databases on the engine of this run."""
    made = databases_for(SERVER_URL, tmp_path_factory.mktemp("databases"))
    yield made
    made.close()


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A fresh, migrated database."""
    url = databases.create()
    yield url
    databases.drop(url)


@pytest.fixture
def models(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A fresh database behind Django's models in this process, in every thread; returns its URL."""
    # A browser test of this worker has left its loop running in this thread, and Django would refuse to work there.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    before = connections.settings["default"]
    connections.settings["default"] = connections.configure_settings({"default": database(database_url)})["default"]
    connections["default"] = connections.create_connection("default")
    yield database_url
    connections.close_all()
    close_pool(connections["default"])
    connections.settings["default"] = before
    connections["default"] = connections.create_connection("default")


@pytest.fixture
def outbox() -> Iterator[list[mail.EmailMessage]]:
    """The mails that this process sends, kept here."""
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        yield mail.outbox


def close_pool(connection: BaseDatabaseWrapper) -> None:
    """Django keeps PostgreSQL's pools by alias, for the life of the process."""
    if hasattr(connection, "close_pool"):
        connection.close_pool()


@pytest.fixture(scope="session")
def _shared_server(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with servers_for(databases, tmp_path_factory.mktemp("server")) as servers:
        yield servers()


@pytest.fixture(scope="module")
def server(_shared_server: Server) -> Server:
    """One Kliqs for all files of a worker: starting one takes seconds. Slugs and addresses that other files took are
    free again, and nobody has tried a link. A test that stops, fills or floods it, or counts all there is, starts its
    own instead."""
    with _shared_server.database() as database, database.transaction():
        for table in ("accounts_user", "account_emailaddress"):
            database.execute(f"UPDATE {table} SET email = substr(email || ?, 1, 254)", (f".{secrets.token_hex(4)}",))
        database.execute("DELETE FROM routes_route")
        database.execute("DELETE FROM links_trial")
        database.execute("DELETE FROM links_passwordattempts")  # and what else is limited by address, as reports are
        record(database, "everything", [])
    return _shared_server


@pytest.fixture(scope="module")
def own_server(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Kliqs for the tests of one file alone."""
    with servers_for(databases, tmp_path_factory.mktemp("server")) as servers:
        yield servers()


@pytest.fixture
def start_server(databases: Databases, tmp_path: Path) -> Iterator[Servers]:
    """Starts servers of the test's own: `start_server(workers=4, KLIQS_TRUSTED_PROXIES="127.0.0.1")`."""
    with servers_for(databases, tmp_path) as servers:
        yield servers
