"""The contract of questions, once more on ClickHouse: its engine in a process of its own, and a server if there is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONTRACT = Path(__file__).parent / "questions"
SERVER = os.environ.get("KLIQS_TEST_CLICKHOUSE_URL", "")


def run_contract(url: str) -> None:
    paths = [str(CONTRACT), str(CONTRACT / "on_clickhouse.py")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not any_engine", *paths],
        env=os.environ | {"KLIQS_TEST_CLICKS_URL": url},
        cwd=CONTRACT.parents[2],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-5_000:]


@pytest.mark.timeout(900)
def test_questions_are_answered_the_same_by_its_engine(tmp_path: Path) -> None:
    run_contract(f"chdb://{tmp_path / 'clickhouse'}")


if SERVER:  # a machine that names none leaves nothing out: the engine itself is asked above

    @pytest.mark.timeout(900)
    def test_questions_are_answered_the_same_by_a_server() -> None:
        run_contract(SERVER)
