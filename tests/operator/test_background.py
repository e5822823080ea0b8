"""A background part that ends is told by `/readyz` and by the log; nobody learns of it from visitors."""

import asyncio
import errno
from pathlib import Path

import msgspec
import pytest
from django.db import OperationalError
from structlog.testing import capture_logs

from kliqs import health, process
from kliqs.background import now_and_then
from kliqs.clicks.loader import running, steps
from kliqs.clicks.loader.steps import Batch
from kliqs.metrics import serving
from kliqs.metrics.readings import Readings
from kliqs.settings import Settings, load
from running.loops import run_apart
from running.ports import free_port
from running.waiting import eventually

pytestmark = pytest.mark.any_engine


@pytest.mark.parametrize("part", ["sweep_forever", "_follow", "notice_forever", "finish_forever"])
def test_a_part_that_ended_makes_the_process_unready(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("a defect")

    async def scene(settings: Settings) -> tuple[bool, list[str]]:
        running = await process.Process.start(settings)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        found = running.is_whole, await health._problems(running)
        await running.stop()
        return found

    monkeypatch.setattr(process, part, broken)
    settings = msgspec.structs.replace(
        load(), data_dir=tmp_path, database_url=database_url, clicks_url=f"parquet://{tmp_path}/clicks"
    )
    with capture_logs() as events:
        is_whole, problems = run_apart(scene(settings))
    assert not is_whole
    assert problems == ["A background part has ended; the log says which. Restart this process."]
    assert [event["event"] for event in events if event["log_level"] == "error"] == ["server.background_ended"]


def test_a_loader_that_fails_over_and_over_makes_the_process_unready(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = True

    def load_once(batch: Batch) -> None:
        if broken:
            raise RuntimeError("a defect")
        steps.load_once(batch)

    async def scene(settings: Settings) -> list[list[str]]:
        nonlocal broken
        started = await process.Process.start(settings)
        found = []
        for is_broken in (True, False):
            broken = is_broken
            while bool(started.loader.problem) != is_broken:
                await asyncio.sleep(0.01)
            found.append(await health._problems(started))
            monkeypatch.setattr(running, "STUCK_S", 0.0)
            found.append(await health._problems(started))
        await started.stop()
        return found

    monkeypatch.setattr(running, "load_once", load_once)
    settings = msgspec.structs.replace(
        load(), data_dir=tmp_path, database_url=database_url, clicks_url=f"parquet://{tmp_path}/clicks"
    )
    told = ["Clicks are logged and not loaded; the log says why (clicks.not_loading)."]
    assert run_apart(scene(settings)) == [[], told, [], []]


def test_metrics_go_on_when_the_disk_is_full(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    def no_room(*numbers: object) -> None:
        tried.append(numbers)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(serving, "publish", no_room)
    monkeypatch.setattr(serving, "EVERY_S", 0.01)
    settings = msgspec.structs.replace(
        load(), data_dir=tmp_path, database_url=database_url, workers=2, metrics_port=free_port()
    )
    port = serving.MetricsPort(settings, lambda: Readings([], {}))
    port.start()
    eventually(lambda: len(tried) > 2)
    assert port._thread.is_alive()
    port.stop()


def test_work_that_fails_is_in_the_log_and_tried_again(models: str) -> None:
    rounds: list[int] = []

    def broken() -> None:
        rounds.append(1)
        raise RuntimeError("a defect") if len(rounds) < 2 else OperationalError("the database is away")

    async def scene() -> None:
        task = asyncio.create_task(now_and_then("testing", 0, broken))
        while len(rounds) < 3:
            await asyncio.sleep(0.01)
        task.cancel()

    with capture_logs() as logs:
        run_apart(scene())
    seen = [(each["event"], each["work"], each["log_level"]) for each in logs][:2]
    assert seen == [("background.failed", "testing", "error"), ("background.failed", "testing", "warning")]
