"""Nice threads, and what they have done by one that is not."""

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from clicks.conftest import Store
from clicks.world import DAY, line
from kliqs.clicks.loader import steps
from kliqs.clicks.loader.committing import commit_batch
from kliqs.clicks.loader.running import NICENESS as LOADING
from kliqs.clicks.niceness import PromptThread, be_nice
from kliqs.clicks.questions.asking import NICENESS as QUESTIONS
from running.server import Server


def claim() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@pytest.mark.any_engine
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux schedules threads by a niceness of their own")
def test_what_a_nice_thread_has_done_elsewhere_is_done_with_the_usual_claim() -> None:
    prompt, seen = PromptThread("prompt"), list[int]()

    def nicely() -> None:
        be_nice(15)
        seen.append(claim())
        prompt.do(lambda: seen.append(claim()))
        seen.append(claim())

    with ThreadPoolExecutor(1) as nice:
        nice.submit(nicely).result()
    prompt.stop()
    assert seen == [15, claim(), 15]


@pytest.mark.any_engine
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux schedules threads by a niceness of their own")
def test_a_servers_redirects_go_before_its_loading_and_its_questions(server: Server) -> None:
    server.api(server.key()).get("/analytics").raise_for_status()
    claims = dict[int, int]()
    for path in Path(f"/proc/{server.pid}/task").iterdir():
        with suppress(ProcessLookupError):  # it has ended since
            claims[int(path.name)] = os.getpriority(os.PRIO_PROCESS, int(path.name))
    assert claims[server.pid] == 0  # its first thread has the event loop
    assert set(claims.values()) == {0, QUESTIONS, LOADING}


@pytest.mark.any_engine
def test_what_goes_wrong_there_is_raised_here_and_the_next_task_is_done() -> None:
    prompt, done = PromptThread("prompt"), list[str]()

    def fail(word: str) -> None:
        raise ValueError(word)

    for _ in range(2):
        with pytest.raises(ValueError, match="kopi"):
            prompt.do(fail, "kopi")
    prompt.do(done.append, "teh")
    prompt.stop()
    assert done == ["teh"]


def test_a_batch_is_committed_where_it_is_told_to(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    names = list[str]()

    def noted(*arguments: Any) -> None:
        names.append(threading.current_thread().name)
        commit_batch(*arguments)

    monkeypatch.setattr(steps, "commit_batch", noted)
    batch = store.started()
    batch.committer = PromptThread("prompt")
    store.segment("a", line(1))
    store.load(batch)
    batch.committer.stop()
    assert names == ["prompt"]
    assert store.counts() == {(7, DAY): (1, 0, 0, 1)}
