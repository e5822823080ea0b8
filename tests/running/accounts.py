"""Making accounts, keys and login links beside a running server, with the product's own functions.

The `kliqs` command does the same but takes a second a call; this stays running, started as a program of its own with
the server's settings: one JSON request a line in, one JSON answer a line out.
"""

import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from running.commands import environment


@dataclass(frozen=True, slots=True)
class Account:
    """A key, and what it belongs to."""

    key: str
    key_id: int
    workspace_id: int
    email: str


class AccountMaker:
    """The running program, seen from a test."""

    def __init__(self, settings: dict[str, str], directory: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "running.accounts"],
            env=environment(settings | {"PYTHONPATH": str(Path(__file__).parents[1])}),
            cwd=directory,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def make(self, email: str, name: str, plan: str, *, is_test: bool = False) -> Account:
        """A key for that address, a test key where asked; its user and workspace are made when missing, its plan
        changed when given."""
        return Account(**self._ask({"email": email, "name": name, "plan": plan, "is_test": is_test}))

    def login_token(self, email: str) -> str:
        """The token of a fresh login link of an account that is there."""
        return str(self._ask({"login": email})["token"])

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the program that makes accounts has ended; its error is on this test's stderr"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=20)


def _answer_requests() -> None:
    import django

    django.setup()
    from django.db import connection

    from kliqs.accounts import login_links
    from kliqs.accounts.keys import create_key
    from kliqs.accounts.models import User
    from kliqs.accounts.workspaces import change_plan, open_account

    for line in sys.stdin:
        request = json.loads(line)
        if email := request.get("login"):
            print(json.dumps({"token": login_links.make(User.objects.get(email=email))}), flush=True)
            continue
        user, workspace = open_account(request["email"])
        if request["plan"]:
            change_plan(workspace, request["plan"], actor=None)
        row, key = create_key(workspace, user, request["name"], actor=None, is_test=request["is_test"])
        print(json.dumps(asdict(Account(key, row.pk, workspace.pk, user.email))), flush=True)
    if connection.vendor == "postgresql":
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone; its threads would hold up the exit


if __name__ == "__main__":
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "kliqs.django_settings"
    _answer_requests()
