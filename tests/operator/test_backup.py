"""`kliqs backup` beside a server under load, and what `kliqs restore` makes of it."""

import json
import shutil
import stat
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from cast import VPS, slug
from running.databases import Databases
from running.server import Server
from running.servers import Servers
from running.waiting import eventually

BOT = {"User-Agent": "curl/8.5.0"}
CLICKS = "SELECT COALESCE(SUM(human + preview + bot), 0) FROM clicks_linkday"


@pytest.fixture(scope="module")
def server(own_server: Server) -> Server:
    """Restoring puts another database under it."""
    return own_server


def test_what_was_backed_up_under_load_serves_again(
    start_server: Servers, databases: Databases, tmp_path: Path
) -> None:
    first = start_server()
    account = first.account(plan="unlimited")
    before = _make_links(first, account.key, 20)
    _click(first, before[0], 7)
    eventually(lambda: _number(first, CLICKS) == 7)
    picture = _keep_picture(first)
    file = tmp_path / "kliqs.tar"
    with _load(first, account.key):
        first.kliqs("backup", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    second = _restored(start_server, databases, file, tmp_path / "restored")
    made = {row[0]: row[1] for row in _rows(second, "SELECT slug, destination FROM links_link")}
    assert set(before) <= set(made)
    for name, destination in made.items():
        assert second.visit(f"/{name}", method="HEAD").headers["location"] == destination
    assert second.visit(f"/media/{picture}").content == b"a picture"
    usage = second.api(account.key).get("/usage").json()["data"]
    assert usage["requests"]["used"] == usage["links"]["used"] == len(made)

    counted = _number(second, CLICKS)
    assert counted >= 7
    assert _in_files(second) == counted
    _click(second, before[0], 5)
    eventually(lambda: _number(second, CLICKS) == counted + 5)
    assert _in_files(second) == counted + 5
    assert _make_links(second, account.key, 3)
    assert json.loads(second.kliqs("doctor", "--json").stdout)["findings"] == []


def test_neither_addresses_nor_salts_are_in_a_backup(start_server: Servers, tmp_path: Path) -> None:
    server = start_server()
    (name,) = _make_links(server, server.key(), 1)
    _click(server, name, 1)
    eventually(lambda: _number(server, CLICKS) == 1)
    ((salt,),) = _rows(server, "SELECT salt FROM clicks_daysalt")
    file = tmp_path / "kliqs.tar"
    server.kliqs("backup", str(file))
    with tarfile.open(file) as tar:
        names = tar.getnames()
    assert names[0] == "kliqs-backup.json"
    assert not [name for name in names if "click-log" in name]
    assert salt.encode() not in file.read_bytes()


def test_an_install_in_use_is_not_overwritten_unless_asked(server: Server, tmp_path: Path) -> None:
    server.key()
    file = tmp_path / "kliqs.tar"
    server.kliqs("backup", str(file))
    running = server.kliqs("restore", str(file), "--force", check=False)
    assert (running.returncode, running.stderr) == (
        1,
        "kliqs: A server is running on this data folder. Stop it first.\n",
    )
    server.stop()
    used = server.kliqs("restore", str(file), check=False)
    assert used.returncode == 1
    assert "--force replaces all of it" in used.stderr
    server.kliqs("restore", str(file), "--force")
    server.start()


@pytest.mark.any_engine
def test_a_file_that_is_cut_off_changes_nothing(server: Server, tmp_path: Path) -> None:
    whole, torn = tmp_path / "kliqs.tar", tmp_path / "torn.tar"
    server.kliqs("backup", str(whole))
    shutil.copyfile(whole, torn)
    with torn.open("rb+") as file:
        file.truncate(whole.stat().st_size // 2)
    settings = {"KLIQS_DATA_DIR": str(tmp_path / "new"), "KLIQS_DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite3'}"}
    done = _run_restore(server, torn, settings)
    assert done[0] == 1
    assert "is not" in done[1]
    assert not (tmp_path / "new.sqlite3").exists()


def test_a_backup_is_not_overwritten(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "kliqs.tar"
    file.write_text("something dear")
    assert server.kliqs("backup", str(file), check=False).returncode == 1
    assert file.read_text() == "something dear"


def _restored(start_server: Servers, databases: Databases, file: Path, folder: Path) -> Server:
    url = databases.create()
    settings = {"KLIQS_DATA_DIR": str(folder), "KLIQS_DATABASE_URL": url}
    code, said = _run_restore(start_server.started[0], file, settings)
    assert code == 0, said
    return start_server(database_url=url, data_dir=folder)


def _run_restore(server: Server, file: Path, settings: dict[str, str]) -> tuple[int, str]:
    from running.commands import run_kliqs

    done = run_kliqs("restore", str(file), settings=settings, directory=server.data_dir, check=False)
    return done.returncode, done.stderr


def _keep_picture(server: Server) -> str:
    """As the dashboard keeps one."""
    name = f"{'ab12' * 10}-80x40.jpg"
    (server.data_dir / "media").mkdir()
    (server.data_dir / "media" / name).write_bytes(b"a picture")
    with server.database() as database, database.transaction():
        database.execute(
            "INSERT INTO pictures_picture (workspace_id, name, size, created_at)"
            " SELECT id, ?, 9, created_at FROM accounts_workspace",
            (name,),
        )
    return name


def _make_links(server: Server, key: str, count: int) -> list[str]:
    api, names = server.api(key), [slug() for _ in range(count)]
    for name in names:
        assert api.post("/links", json={"url": f"{VPS}/{name}", "slug": name}).status_code == 201
    return names


def _click(server: Server, name: str, times: int) -> None:
    for _ in range(times):
        assert server.visit(f"/{name}", **BOT).status_code == 302


@contextmanager
def _load(server: Server, key: str) -> Iterator[None]:
    """Links being made and followed, from before until after."""
    stop, busy = threading.Event(), threading.Event()

    def work() -> None:
        while not stop.is_set():
            (name,) = _make_links(server, key, 1)
            _click(server, name, 2)
            busy.set()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert busy.wait(20)
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _rows(server: Server, sql: str) -> list[tuple[str, ...]]:
    with server.database() as db:
        return db.execute(sql).fetchall()


def _number(server: Server, sql: str) -> int:
    return int(_rows(server, sql)[0][0])


def _in_files(server: Server) -> int:
    """Clicks in the files that the manifest lists, as DuckDB reads them."""
    names = [row[0] for row in _rows(server, "SELECT name FROM clicks_clickfile WHERE replaced_at IS NULL")]
    paths = [str(server.data_dir / "clicks" / name) for name in names]
    row = duckdb.execute("SELECT count(*) FROM read_parquet(?) WHERE outcome = 'r'", [paths]).fetchone()
    assert row is not None
    return int(row[0])
