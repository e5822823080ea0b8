"""How commands fail: one plain sentence on standard error, never a traceback."""

from pathlib import Path

import pytest

from running.commands import run_kliqs
from running.server import Server


def test_an_unknown_account_is_a_sentence(server: Server) -> None:
    done = server.kliqs("link", "list", "--email", "who@example.com", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("kliqs: There is no account of who@example.com.")


@pytest.mark.any_engine
def test_wrong_usage_is_2(server: Server) -> None:
    done = server.kliqs("key", "create", check=False)
    assert done.returncode == 2
    assert "--email" in done.stderr


def test_a_database_that_is_away_is_a_sentence(tmp_path: Path) -> None:
    settings = {"KLIQS_DATABASE_URL": "postgresql://kliqs@127.0.0.1:1/kliqs", "KLIQS_DATA_DIR": str(tmp_path / "data")}
    done = run_kliqs("user", "list", settings=settings, directory=tmp_path, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("kliqs: The database did not do as asked: ")
    assert "Traceback" not in done.stderr


def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    settings = {"KLIQS_PORT": "eighty", "KLIQS_DATA_DIR": str(tmp_path)}
    done = run_kliqs("plan", "show", settings=settings, directory=tmp_path, check=False)
    assert done.returncode == 1
    assert "port" in done.stderr


@pytest.mark.any_engine
def test_a_port_in_use_is_a_sentence(server: Server) -> None:
    done = server.kliqs("serve", check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"Cannot listen on 127.0.0.1:{server.port}" in done.stderr
