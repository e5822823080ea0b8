"""`kliqs doctor`: each finding, on an install that was broken for it."""

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bio.publisher import Publisher
from cast import VPS, slug
from running.server import Server
from running.waiting import eventually


@pytest.fixture(scope="module")
def server(own_server: Server) -> Server:
    """It finds whatever anybody broke."""
    return own_server


def _findings(server: Server, *arguments: str) -> dict[str, str]:
    """What is wrong, by check. The exit code says whether anything is."""
    done = server.kliqs("doctor", "--json", *arguments, check=False)
    said = json.loads(done.stdout)
    assert done.returncode == (0 if said["well"] else 1), done.stderr
    return {found["check"]: f"{found['wrong']} {found['cure']}" for found in said["findings"]}


def test_a_sound_install_is_well(server: Server) -> None:
    server.api(server.key()).post("/links", json={"url": VPS, "expires_at": "2099-01-31T09:00:00.5Z", "password": "x"})
    assert _findings(server) == {}
    assert "checks are good" in server.kliqs("doctor").stdout


BREAK_ROUTE = {
    "destination": "UPDATE routes_route SET destination = 'https://elsewhere.example/' WHERE slug = ?",
    "expiry": "UPDATE routes_route SET expires_at = 1 WHERE slug = ?",
    "password": "UPDATE routes_route SET password_hash = 'x' WHERE slug = ?",
    "disabled": "UPDATE routes_route SET disabled = TRUE WHERE slug = ?",
    "card": "UPDATE routes_route SET description = 'something else' WHERE slug = ?",
    "no route": "DELETE FROM routes_route WHERE slug = ?",
    "no link": "DELETE FROM links_link WHERE slug = ?",
}


@pytest.mark.parametrize("what", BREAK_ROUTE)
def test_a_route_that_does_not_say_what_its_link_says_is_found_and_mended(server: Server, what: str) -> None:
    name = slug()
    made = server.api(server.key()).post("/links", json={"url": VPS, "slug": name})
    assert made.status_code == 201
    with server.database() as db:
        db.execute(BREAK_ROUTE[what], (name,))
    assert "kliqs doctor --fix" in _findings(server)["routes"]
    assert _findings(server, "--fix") == {}
    assert server.visit(f"/{name}").status_code == (404 if what == "no link" else 302)


BREAK_PAGE = {
    "another time": "UPDATE routes_body SET until_ms = until_ms - 1 WHERE route_id = ?",
    "no route": "DELETE FROM routes_route WHERE id = ?",
}


@pytest.mark.parametrize("what", BREAK_PAGE)
def test_a_page_that_does_not_answer_as_it_was_published_is_found_and_mended(server: Server, what: str) -> None:
    name = slug()
    publisher = Publisher(server)
    publisher.published(name, {"profile": {"name": "Warung Ani"}})
    publisher.close()
    assert _findings(server) == {}
    with server.database() as db:
        route_id = db.execute("SELECT id FROM routes_route WHERE slug = ?", (name,)).fetchone()[0]
        db.execute(BREAK_PAGE[what], (route_id,))
    assert "kliqs doctor --fix" in _findings(server)["pages"]
    assert _findings(server, "--fix") == {}
    eventually(lambda: "Warung Ani" in server.visit(f"/{name}").text, within_s=10)


def test_mending_does_not_bring_a_disabled_link_back(server: Server) -> None:
    name = slug()
    server.api(server.key()).post("/links", json={"url": VPS, "slug": name})
    with server.database() as db:
        db.execute("UPDATE links_link SET disabled_at = created_at WHERE slug = ?", (name,))
        db.execute("DELETE FROM routes_route WHERE slug = ?", (name,))
    assert _findings(server, "--fix") == {}
    assert server.visit(f"/{name}").status_code == 410


def test_a_wrong_number_of_links_is_found_and_mended(server: Server) -> None:
    account = server.account()
    with server.database() as db:
        db.execute("UPDATE accounts_workspace SET link_count = 3 WHERE id = ?", (account.workspace_id,))
    assert "counts 3 links and has 0" in _findings(server)["link counts"]
    assert _findings(server, "--fix") == {}


def _expose_the_key(server: Server) -> Callable[[], None]:
    path = server.data_dir / "secret-key"
    path.chmod(0o644)
    return lambda: path.chmod(0o600)


def _lose_clicks(server: Server) -> Callable[[], None]:
    return _written(server.data_dir / "click-log" / "0123.lost", "00000000000000000012\n")


def _leave_an_orphan(server: Server) -> Callable[[], None]:
    path = server.data_dir / "clicks" / "clicks-0000000000001-deadbeef.parquet"
    _written(path, "")
    with suppress(FileNotFoundError):  # the loader's clean-up may be as fast as this
        os.utime(path, (time.time() - 3600, time.time() - 3600))
    return lambda: path.unlink(missing_ok=True)


def _come_from_the_future(server: Server) -> Callable[[], None]:
    path = server.data_dir / "plans.toml"
    undo = _written(path, "")
    os.utime(path, (time.time() + 7200, time.time() + 7200))
    return undo


def _reject_lines(server: Server) -> Callable[[], None]:
    return _changed(
        server,
        "INSERT INTO clicks_loadercount (reason, count) VALUES ('torn line', 4)",
        "DELETE FROM clicks_loadercount",
    )


def _return_from_a_newer_version(server: Server) -> Callable[[], None]:
    return _written(server.data_dir / "click-log" / "0000000000001-b-000000.log", "2\tsomething else\n")


def _lose_a_file(server: Server) -> Callable[[], None]:
    return _changed(
        server,
        "INSERT INTO clicks_clickfile (name, rows, size, first_ms, last_ms, created_at)"
        " VALUES ('gone.parquet', 9, 9, 1, 1, '2026-01-01 00:00:00')",
        "DELETE FROM clicks_clickfile WHERE name = 'gone.parquet'",
    )


def _miss_a_migration(server: Server) -> Callable[[], None]:
    last = "WHERE id = (SELECT max(id) FROM django_migrations WHERE app = 'links')"
    return _changed(
        server,
        f"UPDATE django_migrations SET name = name || '_other' {last}",
        f"UPDATE django_migrations SET name = replace(name, '_other', '') {last}",
    )


BROKEN: dict[str, tuple[Callable[[Server], Callable[[], None]], str]] = {
    "secret key": (_expose_the_key, "chmod 600"),
    "lost clicks": (_lose_clicks, "12 clicks could not be written"),
    "orphan files": (_leave_an_orphan, "The next start removes them"),
    "clock": (_come_from_the_future, "the clock has stepped back"),
    "rejected lines": (_reject_lines, "4 lines of the click log were dropped: torn line"),
    "newer segments": (_return_from_a_newer_version, "1 files of the click log were written by a newer version"),
    "click files": (_lose_a_file, "gone.parquet with 9 clicks is missing"),
    "migrations": (_miss_a_migration, "kliqs migrate"),
}


@pytest.mark.parametrize("check", BROKEN)
def test_it_says_what_is_broken_and_how_to_mend_it(server: Server, check: str) -> None:
    breaking, sentence = BROKEN[check]
    for _ in range(3):  # the running loader may mend some of it before the doctor looks
        undo = breaking(server)
        try:
            found = _findings(server).get(check, "")
        finally:
            undo()
        if found:
            break
    assert sentence in found
    assert _findings(server) == {}


SETTINGS = {
    "scheme": ({"KLIQS_DOMAIN": "example.com", "KLIQS_SCHEME": "http"}, "passwords and keys travel in the open"),
    "hosts": ({"KLIQS_API_HOST": "dash.kliqs.localhost", "KLIQS_DASH_HOST": "dash.kliqs.localhost"}, "the same host"),
    "plan table": ({"KLIQS_DEFAULT_PLAN": "gold"}, "which is no plan"),
    "debug": ({"KLIQS_DOMAIN": "example.com", "KLIQS_DEBUG": "true"}, "Take KLIQS_DEBUG away"),
    "mail": ({"KLIQS_DOMAIN": "example.com"}, "Set KLIQS_EMAIL_URL"),
    "database": ({"KLIQS_DATABASE_URL": "postgresql://kliqs@127.0.0.1:1/x"}, "The database does not answer"),
}


@pytest.mark.any_engine
@pytest.mark.parametrize("check", SETTINGS)
def test_it_says_which_setting_is_wrong(server: Server, check: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, sentence = SETTINGS[check]
    for name, value in settings.items():
        monkeypatch.setitem(server.settings, name, value)
    assert sentence in _findings(server)[check]


@pytest.mark.any_engine
def test_a_folder_without_a_database_is_told_to_migrate(server: Server, tmp_path: Path) -> None:
    from running.commands import run_kliqs

    settings = {"KLIQS_DATA_DIR": str(tmp_path / "new")}
    done = run_kliqs("doctor", settings=settings, directory=tmp_path, check=False)
    assert done.returncode == 1
    assert "Run: kliqs migrate" in done.stdout


def _written(path: Path, text: str) -> Callable[[], None]:
    path.write_text(text)
    return path.unlink


def _changed(server: Server, breaking: str, mending: str) -> Callable[[], None]:
    def run(sql: str) -> None:
        with server.database() as db:
            db.execute(sql)

    run(breaking)
    return lambda: run(mending)
