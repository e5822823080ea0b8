"""The burst table on a disk that has no room left: a page that cannot be had must not end the process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
from kliqs.accounts.burst import BurstLimit
from kliqs.accounts.plans import BUILT_IN

ready, place = sys.argv[1] == "opened before", Path(sys.argv[2])
limit = BurstLimit(place / "burst-limits") if ready else None
try:
    with (place / "ballast").open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass
except OSError:
    pass
limit = limit or BurstLimit(place / "burst-limits")
for workspace in range(1, 60_000, 97):  # slots in every page of the table
    assert limit.take(workspace, BUILT_IN[0]).allowed
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root")
    place = tmp_path / "small"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.parametrize("when", ["opened before", "opened after"])
def test_every_workspace_can_call_when_the_disk_is_full(small_disk: Path, when: str) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, when, str(small_disk)], check=False)
    assert done.returncode == 0  # -7 is SIGBUS
