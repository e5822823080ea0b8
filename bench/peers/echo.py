"""A bare ASGI application that answers a POST with its own body, on the uvicorn, event loop and parser of Kliqs."""

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import uvicorn

from bench.cores import SERVER_CORE
from bench.places import PYTHON, environment, free_port
from bench.processes import Process

Message = MutableMapping[str, Any]


async def application(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """201 with what was sent."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message["body"]
        more = message["more_body"]
    fields = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 201, "headers": fields})
    await send({"type": "http.response.body", "body": body})


def echo(directory: Path) -> Process:
    """A stopped echo server on the server's core."""
    port = free_port()
    return Process(
        [PYTHON, "-m", "bench.peers.echo", str(port)], port, SERVER_CORE, directory / "echo.out", environment({})
    )


if __name__ == "__main__":
    uvicorn.run(
        application,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="warning",
    )
