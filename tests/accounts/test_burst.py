"""The burst limit: one bucket a workspace, shared by every process of a machine through a file."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kliqs.accounts import burst
from kliqs.accounts.burst import PROBES, SLOTS, BurstLimit, BurstState
from kliqs.accounts.plans import UNLIMITED, Plan

HOURLY = Plan("hourly", "Hourly", 1_000, 1_000, burst=5, per_second=1 / 3_600)
ENDLESS = Plan("endless", "Endless", UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED)
SECOND_NS = 1_000_000_000


class Clock:
    """The time that the limit reads, in the test's hands."""

    def __init__(self) -> None:
        self.now_ns = 1_800_000_000 * SECOND_NS

    def time_ns(self) -> int:
        return self.now_ns

    def step(self, seconds: float) -> None:
        self.now_ns += int(seconds * SECOND_NS)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(burst, "time", clock)
    return clock


@pytest.fixture
def limit(tmp_path: Path) -> Iterator[BurstLimit]:
    limit = BurstLimit(tmp_path / "burst")
    yield limit
    limit.close()


def take(limit: BurstLimit, workspace_id: int = 7, plan: Plan = HOURLY) -> BurstState:
    state = limit.take(workspace_id, plan)
    assert state is not None
    return state


def test_as_many_as_the_burst_pass_at_once_and_no_more(limit: BurstLimit, clock: Clock) -> None:
    assert [take(limit).allowed for _ in range(7)] == [True] * 5 + [False] * 2


def test_what_is_left_counts_down_to_nothing(limit: BurstLimit, clock: Clock) -> None:
    assert [take(limit).left for _ in range(7)] == [4, 3, 2, 1, 0, 0, 0]


def test_one_comes_back_after_its_time_and_no_sooner(limit: BurstLimit, clock: Clock) -> None:
    for _ in range(5):
        take(limit)
    clock.step(3_599)
    assert not take(limit).allowed
    clock.step(1)
    assert take(limit).allowed
    assert not take(limit).allowed


def test_waiting_as_long_as_told_is_long_enough(limit: BurstLimit, clock: Clock) -> None:
    for _ in range(5):
        take(limit)
    clock.step(1_000)
    refusal = take(limit)
    assert refusal.retry_after_s == pytest.approx(2_600, abs=1)
    clock.step(refusal.retry_after_s)
    assert take(limit).allowed


def test_all_come_back_when_told(limit: BurstLimit, clock: Clock) -> None:
    for _ in range(5):
        last = take(limit)
    clock.step(last.full_after_s)
    assert [take(limit).allowed for _ in range(6)] == [True] * 5 + [False]


def test_being_refused_costs_nothing(limit: BurstLimit, clock: Clock) -> None:
    for _ in range(1_000):
        take(limit)
    clock.step(3_600)
    assert take(limit).allowed


def test_a_clock_that_steps_back_locks_nobody_out(limit: BurstLimit, clock: Clock) -> None:
    for _ in range(5):
        take(limit)
    clock.step(-365 * 86_400)
    assert take(limit).retry_after_s <= 3_600


def test_workspaces_have_buckets_of_their_own(limit: BurstLimit, clock: Clock) -> None:
    for _ in range(6):
        take(limit, 7)
    assert take(limit, 8).allowed
    assert take(limit, 7 + SLOTS).allowed  # the same slot of the table comes first


def test_more_workspaces_than_fit_forget_the_one_nearest_to_full(limit: BurstLimit, clock: Clock) -> None:
    neighbours = [7 + SLOTS * number for number in range(PROBES)]
    for spent, workspace_id in enumerate(neighbours):
        for _ in range(min(spent + 1, 5)):
            take(limit, workspace_id)
    take(limit, 7 + SLOTS * PROBES)
    assert not take(limit, neighbours[-1]).allowed


def test_a_plan_without_bursts_is_never_held_up(limit: BurstLimit) -> None:
    assert limit.take(7, ENDLESS) is None


def test_a_restart_forgets_nothing(tmp_path: Path, clock: Clock) -> None:
    first = BurstLimit(tmp_path / "burst")
    for _ in range(5):
        take(first)
    first.close()
    second = BurstLimit(tmp_path / "burst")
    assert not take(second).allowed
    second.close()


def test_processes_and_threads_at_once_let_no_more_through(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RUSH, str(tmp_path / "burst")]
    crowd = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    passed = [int(each.communicate(timeout=60)[0]) for each in crowd]
    assert sum(passed) == 100


# Prints how many of 200 get through, from four threads of one process.
RUSH = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from kliqs.accounts.burst import BurstLimit
from kliqs.accounts.plans import Plan

limit = BurstLimit(Path(sys.argv[1]))
plan = Plan("p", "P", 1, 1, burst=100, per_second=0.001)
with ThreadPoolExecutor(4) as threads:
    print(sum(threads.map(lambda _: limit.take(1, plan).allowed, range(200))))
"""
