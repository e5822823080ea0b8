"""`kliqs serve`."""

from pathlib import Path

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


def test_options_win_over_settings(start_server: Servers) -> None:
    server: Server = start_server(workers=1)
    done = server.kliqs("serve", "--host", "256.0.0.1", check=False)
    assert done.returncode == 1
    assert "Cannot listen on 256.0.0.1" in done.stderr
