"""A process whose first readers of pages come at once. Until decoders were made beforehand, every third one crashed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


@pytest.mark.any_engine
@pytest.mark.parametrize("_", range(3))
def test_many_threads_may_be_the_first_to_read_a_page(_: int, tmp_path: Path) -> None:
    env = os.environ | {"PYTHONPATH": str(TESTS), "KLIQS_DATA_DIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-m", "bio.first_readers"], env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
