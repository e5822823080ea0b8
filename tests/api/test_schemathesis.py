"""The OpenAPI document against the server: everything it allows and everything it forbids, every check on.

`schemathesis.toml` beside this says what deviates and why, `schemathesis_hooks` what a schema cannot say.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from running.server import Server

HERE = Path(__file__).parent
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
FUZZING = ("--phases", "examples,fuzzing,stateful", "--max-examples", "6")


def run(server: Server, tmp_path: Path, *arguments: str) -> None:
    account = server.account(plan="unlimited")
    done = subprocess.run(
        [
            *(SCHEMATHESIS, "--config-file", HERE / "schemathesis.toml"),
            *("run", f"{server.base}/api/v1/openapi.json", "--url", f"{server.base}/api/v1", "--no-color"),
            *("--header", f"Authorization: Bearer {account.key}", *arguments),
        ],
        cwd=tmp_path,
        env=os.environ
        | {"SCHEMATHESIS_HOOKS": str(HERE / "schemathesis_hooks.py"), "KLIQS_TEST_KEY_ID": str(account.key_id)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]


@pytest.mark.timeout(400)
def test_what_the_document_says_holds_in_requests_that_build_on_each_other(server: Server, tmp_path: Path) -> None:
    run(server, tmp_path, *FUZZING)


@pytest.mark.timeout(600)
@pytest.mark.any_engine
def test_every_bound_in_the_document_is_a_bound_of_the_server(server: Server, tmp_path: Path) -> None:
    # One worker: Python 3.11 parses syntax trees in one thread at a time ("AST constructor recursion depth mismatch").
    run(server, tmp_path, "--phases", "coverage", "--workers", "1")
