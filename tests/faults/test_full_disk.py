"""A full disk: redirects go on, the loss is counted and reported, nothing logged before is lost."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from running.servers import Servers
from running.waiting import eventually

SIZE = "48m"
AGENT = "Mozilla/5.0 (Windows NT 10.0; rv:127.0) Gecko/20100101 Firefox/127.0"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk takes root")
    place = tmp_path / "small"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)], check=True)
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(ballast: Path) -> None:
    """Take all the room there is."""
    with ballast.open("ab", buffering=0) as file:
        try:
            while file.write(bytes(4_096)):
                pass
        except OSError:
            pass  # full, as wanted


@pytest.mark.any_engine
def test_redirects_go_on_and_the_loss_is_counted(start_server: Servers, small_disk: Path) -> None:
    data_dir = small_disk / "data"
    data_dir.mkdir()
    server = start_server(data_dir=data_dir, database_url=f"sqlite:///{data_dir / 'kliqs.sqlite3'}")
    key = server.key(plan="unlimited")
    api = server.api(key)
    assert api.post("/links", json={"url": "https://example.com", "slug": "full"}).status_code == 201

    def clicks() -> int:
        return int(api.get("/links", params={"slug": "full"}).json()["data"]["clicks"]["human"])

    for _ in range(5):
        assert server.visit("/full", **{"User-Agent": AGENT}).status_code == 302
    eventually(lambda: clicks() == 5, within_s=20)
    ballast = small_disk / "ballast"
    fill(ballast)
    eventually(
        lambda: [server.visit("/full", **{"User-Agent": AGENT}) for _ in range(20)] and "clicks.lost" in server.log(),
        within_s=30,
    )
    assert server.visit("/full", **{"User-Agent": AGENT}).status_code == 302
    # The database's own log may still have room that it took before; then some creates go through.
    answer = None
    for _ in range(1_000):
        fill(ballast)
        answer = api.post("/links", json={"url": "https://example.com/" + "a" * 8_000})
        if answer.status_code != 201:
            break
    assert answer is not None
    assert (answer.status_code, answer.json()["error"]) == (500, "INTERNAL_ERROR")
    assert server.is_running
    ballast.unlink()
    before = clicks()
    assert before >= 5
    assert server.visit("/full", **{"User-Agent": AGENT}).status_code == 302
    eventually(lambda: clicks() > before, within_s=30)
    eventually(lambda: api.post("/links", json={"url": "https://example.com"}).status_code == 201, within_s=30)
