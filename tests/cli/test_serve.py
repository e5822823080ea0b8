"""`kliqs serve`."""

from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from running.server import Server
from running.servers import Servers


def test_it_sets_up_an_empty_folder_and_says_where_everything_is(start_server: Servers, tmp_path: Path) -> None:
    server = start_server(database_url=f"sqlite:///{tmp_path / 'new' / 'kliqs.sqlite3'}", data_dir=tmp_path / "new")
    said = server.log()
    for host in ("", "dash.", "docs.", "home."):
        assert f"http://{host}{server.domain}" in said
    assert f"http://127.0.0.1:{server.port}/api/v1" in said
    assert "kliqs key create --email" in said
    assert server.key()


def test_it_says_what_it_made_of_the_database(start_server: Servers, models: str) -> None:
    call_command("migrate", "accounts", "0006", verbosity=0)
    MigrationRecorder(connection).record_applied("accounts", "9999_of_next_year")
    connection.close()
    said = start_server(database_url=models).log()
    assert "Brought the database to this version, by " in said
    assert "A newer version of Kliqs was here (accounts.9999_of_next_year)." in said


def test_options_win_over_settings(server: Server) -> None:
    done = server.kliqs("serve", "--host", "256.0.0.1", check=False)
    assert done.returncode == 1
    assert "Cannot listen on 256.0.0.1" in done.stderr
