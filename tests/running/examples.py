"""The programs in `examples/`, run as their README says."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from running.ports import free_port
from running.waiting import eventually

EXAMPLES = Path(__file__).parents[2] / "examples"


@contextmanager
def running_example(folder: str, app: str, settings: Mapping[str, str], log: Path) -> Iterator[httpx.Client]:
    """Start `uvicorn APP` in the example's folder; gives a client of it."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", app, "--port", str(port)]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=EXAMPLES / folder,
            env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **settings},
            stdout=output,
            stderr=output,
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            eventually(lambda: _answers(client, process, log), within_s=60)
            yield client
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(client: httpx.Client, process: "subprocess.Popen[bytes]", log: Path) -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"the example has ended:\n{log.read_text()}")
    try:
        return client.get("/openapi.json").status_code == 200
    except httpx.TransportError:
        return False
