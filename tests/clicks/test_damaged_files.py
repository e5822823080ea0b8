"""A file that is damaged or lost costs its own clicks, and nothing else."""

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from clicks.conftest import Store
from clicks.world import DAY, NOON, line
from kliqs.clicks.manifest import live_files

DAMAGES = ("missing", "empty", "cut short", "overwritten")


def damage(path: Path, how: str) -> None:
    """What disks and people do to files."""
    if how == "missing":
        path.unlink()
        return
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes({"empty": b"", "cut short": data[:middle], "overwritten": bytes(middle) + data[middle:]}[how])


@pytest.mark.parametrize("how", DAMAGES)
def test_counting_goes_on_beside_a_damaged_file_of_the_day(store: Store, how: str) -> None:
    for number in (1, 2):
        store.segment(f"{number}", line(number, NOON, address=f"114.124.1.{number}"))
        store.load()
    first, _ = live_files(store.db)
    damage(store.files.path(first.name), how)
    store.segment("3", line(3, NOON, address="114.124.1.2") + line(4, NOON, address="114.124.1.3"))
    with capture_logs() as events:
        store.load()
        store.load()
    assert store.counts() == {(7, DAY): (4, 0, 0, 3)}, "whoever the other file tells of is still known"
    told = [event["file"] for event in events if event["event"] == "clicks.file_unreadable"]
    assert told == [first.name], "it is said, once"
