"""What commands say where the database is not this version's."""

from pathlib import Path

import pytest
from django.core.management import call_command

from running.commands import run_kliqs


@pytest.mark.any_engine
def test_a_folder_without_an_install_is_told_from_a_broken_one(tmp_path: Path) -> None:
    settings = {"KLIQS_DATA_DIR": str(tmp_path / "data")}
    for command in (
        ("key", "create", "--email", "a@example.com", "--name", "x"),
        ("backup", "b.tar"),
        ("user", "list"),
    ):
        done = run_kliqs(*command, settings=settings, directory=tmp_path, check=False)
        assert (done.returncode, done.stdout) == (1, ""), command
        assert done.stderr == (
            f"kliqs: The database at {tmp_path}/data/kliqs.sqlite3 is empty. Is this the folder of your install?"
            " Go there, or name its data folder in KLIQS_DATA_DIR. To begin a new one: kliqs serve, or kliqs migrate.\n"
        )


def test_an_older_database_is_answered_with_what_to_run(models: str, tmp_path: Path) -> None:
    call_command("migrate", "accounts", "0006", verbosity=0)
    settings = {"KLIQS_DATA_DIR": str(tmp_path / "data"), "KLIQS_DATABASE_URL": models}
    done = run_kliqs(
        "key", "create", "--email", "a@example.com", "--name", "x", settings=settings, directory=tmp_path, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("kliqs: The database is of an older version of Kliqs and lacks ")
    assert done.stderr.endswith(" Run: kliqs migrate\n")
    run_kliqs("migrate", settings=settings, directory=tmp_path)
    run_kliqs("key", "create", "--email", "a@example.com", "--name", "x", settings=settings, directory=tmp_path)
