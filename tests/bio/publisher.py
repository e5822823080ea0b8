"""Making and changing pages beside a running server, with the product's own functions.

A program of its own with the server's settings: one JSON request a line in, `{"page": …}` or `{"refused": code}` out.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from running.commands import environment
from running.server import Server


class Refused(Exception):
    """The function refused; the code is all it says."""


class Publisher:
    """The running program, seen from a test, in the name of one workspace. Pages are known by their public ids."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.workspace_id = server.account(plan="business").workspace_id
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bio.publisher"],
            env=environment(server.settings | {"PYTHONPATH": str(Path(__file__).parents[1])}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, function: str, *values: Any, **named: Any) -> Any:
        """Call a function of `kliqs.bio.pages`. Raises Refused."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        request = {"function": function, "values": [self.workspace_id, *values], "named": named}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the program that makes pages has ended; its error is on this test's stderr"
        answer = json.loads(line)
        if "refused" in answer:
            raise Refused(answer["refused"])
        return answer["page"]

    def published(self, slug: str, document: Any) -> dict[str, Any]:
        """A page that visitors can see."""
        page: dict[str, Any] = self.do("create_page", slug, values=document)
        self.do("publish", page["id"])
        return page

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)


def _answer_requests() -> None:
    import inspect
    import uuid

    import django

    django.setup()
    from django.db import connection

    from kliqs.bio import counting, pages
    from kliqs.bio.models import Page
    from kliqs.errors import KliqsError
    from kliqs.settings import load

    for line in sys.stdin:
        request = json.loads(line)
        function = counting.page_counts if request["function"] == "page_counts" else getattr(pages, request["function"])
        parameters = inspect.signature(function).parameters
        values = list(request["values"])
        if "public_id" in parameters:
            values[1] = uuid.UUID(values[1])
        named = request["named"] | {"actor": None} if "actor" in parameters else request["named"]
        if request["function"] == "page_counts":
            print(json.dumps({"page": _counts(request["values"][0], values[1])}), flush=True)
            continue
        if "settings" in parameters:
            named["settings"] = load()
        try:
            made = function(*values, **named)
        except KliqsError as refusal:
            print(json.dumps({"refused": refusal.code}), flush=True)
            continue
        page = made if isinstance(made, Page) else getattr(made, "page", None)
        answer: dict[str, Any] | None = None
        if page is not None:
            answer = {"id": str(page.public_id), "number": page.draft_number, "draft": page.draft}
        print(json.dumps({"page": answer}), flush=True)
    if connection.vendor == "postgresql":
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]  # PostgreSQL's alone; its threads would hold up the exit


def _counts(workspace_id: int, public_id: Any) -> dict[str, Any]:
    """People's and previews' views, then people's presses and their rate by button."""
    from kliqs.bio.counting import page_counts
    from kliqs.database import Connection, Database
    from kliqs.settings import load

    connection = Connection(Database(load().database_url))
    try:
        counts = page_counts(connection, workspace_id, public_id)
    finally:
        connection.close()
    presses = {name: [each.human, counts.rate(name)] for name, each in counts.presses.items()}
    return {"views": [counts.views.human, counts.views.preview], "presses": presses}


if __name__ == "__main__":
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "kliqs.django_settings"
    _answer_requests()
