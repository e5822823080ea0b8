"""`kliqs clicks`, beside a running server."""

import csv
import json
import subprocess
from pathlib import Path

import duckdb
import pytest

from cast import VPS, slug
from clicks.world import PHONE, WHATSAPP
from running.accounts import Account
from running.answers import created
from running.commands import KLIQS, environment
from running.server import Server
from running.waiting import eventually


@pytest.fixture
def visited(server: Server) -> tuple[Account, str]:
    """A link with a click of a person and one of a preview; a stranger's link has one as well."""
    account, name, strange = server.account(), slug(), slug()
    created(server.api(account.key).post("/links", json={"url": VPS, "slug": name}))
    created(server.api(server.key()).post("/links", json={"url": VPS, "slug": strange}))
    for path, agent in ((name, PHONE), (name, WHATSAPP), (strange, PHONE)):
        server.visit(f"/{path}", **{"User-Agent": agent})
    eventually(lambda: (_loaded(server, name), _loaded(server, strange)) == (2, 1), within_s=30)
    return account, name


def test_clicks_are_written_to_a_file_of_the_named_kind(
    server: Server, visited: tuple[Account, str], tmp_path: Path
) -> None:
    account, name = visited
    table, file = tmp_path / "clicks.csv", tmp_path / "clicks.parquet"
    told = server.kliqs("clicks", "export", str(table), "--email", account.email)
    assert f"{table}: 2 clicks." in told.stdout + told.stderr
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["slug"], row["kind"]) for row in rows] == [(name, "human"), (name, "preview")], "the oldest first"
    assert "visitor" not in rows[0]

    told = server.kliqs("clicks", "export", str(file), "--email", account.email, "--json")
    assert json.loads(told.stdout) == {"file": str(file), "clicks": 2}
    assert duckdb.execute("SELECT slug, kind FROM read_parquet(?)", [str(file)]).fetchall() == [
        (name, "human"),
        (name, "preview"),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clicks.csv", "clicks.parquet"], "nothing half written"


def test_everybodys_clicks_of_some_days_are_those_without_an_address(
    server: Server, visited: tuple[Account, str], tmp_path: Path
) -> None:
    everybody = tmp_path / "all.csv"
    assert json.loads(server.kliqs("clicks", "export", str(everybody), "--json").stdout)["clicks"] >= 3
    past = server.kliqs("clicks", "export", str(tmp_path / "past.csv"), "--until", "2026-01-01", check=False)
    assert (past.returncode, past.stderr) == (1, "kliqs: There are no clicks of that time.\n")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_clicks_go_down_a_pipe(server: Server, visited: tuple[Account, str], tmp_path: Path, kind: str) -> None:
    account, name = visited
    assert piped(server, tmp_path / "piped", "--format", kind, "--email", account.email).returncode == 0
    rows = duckdb.execute(f"SELECT slug, kind FROM read_{kind}(?)", [str(tmp_path / "piped")]).fetchall()
    assert rows == [(name, "human"), (name, "preview")]


@pytest.mark.any_engine
def test_what_goes_wrong_is_told_in_a_sentence(server: Server, visited: tuple[Account, str], tmp_path: Path) -> None:
    account, _ = visited

    def refused(*arguments: str) -> str:
        done = server.kliqs("clicks", "export", *arguments, check=False)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
        assert done.stdout == ""
        return done.stderr

    assert "--format" in refused("-")
    assert "--json" in refused("-", "--format", "csv", "--json")
    assert "no folder" in refused(str(tmp_path / "nowhere" / "clicks.csv"))
    assert "no clicks" in refused(str(tmp_path / "never.csv"), "--email", account.email, "--since", "2099-01-01")
    with server.database() as db:
        (file,) = db.execute("SELECT max(name) FROM clicks_clickfile WHERE replaced_at IS NULL").fetchone()
    path = server.data_dir / "clicks" / file
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert file in refused(str(tmp_path / "damaged.csv"))
    path.write_bytes(whole)
    assert list(tmp_path.iterdir()) == []
    full = piped(server, Path("/dev/full"), "--format", "csv")
    assert (full.returncode, full.stderr) == (1, "kliqs: The clicks could not be written: No space left on device.\n")


def piped(server: Server, target: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """`kliqs clicks export - … | cat > target`, or straight into a device."""
    with target.open("wb") as out:
        reader = None if target.is_char_device() else subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=out)
        done = subprocess.run(
            [KLIQS, "clicks", "export", "-", *arguments],
            env=environment(server.settings),
            stdout=out if reader is None else reader.stdin,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
        if reader is not None and reader.stdin is not None:
            reader.stdin.close()
            reader.wait(60)
    return done


@pytest.mark.any_engine
def test_a_file_is_never_written_over_and_its_kind_must_be_known(server: Server, tmp_path: Path) -> None:
    there = tmp_path / "there.csv"
    there.write_text("kept")
    again = server.kliqs("clicks", "export", str(there), check=False)
    assert (again.returncode, again.stderr) == (1, f"kliqs: {there} exists already. Choose another name.\n")
    assert there.read_text() == "kept"
    odd = server.kliqs("clicks", "export", str(tmp_path / "clicks.xlsx"), check=False)
    assert (odd.returncode, odd.stderr) == (1, "kliqs: The file's name must end with .csv or .parquet.\n")


def _loaded(server: Server, name: str) -> int:
    """Clicks of every kind that are in the store."""
    with server.database() as db:
        row = db.execute(
            "SELECT total.human + total.preview + total.bot FROM clicks_linktotal AS total"
            " JOIN routes_route AS route ON route.target = total.link_id WHERE route.slug = ?",
            (name,),
        ).fetchone()
    return row[0] if row else 0
