"""Running uvicorn with the lane in front."""

import os
import socket

import uvicorn
from uvicorn.supervisors import Multiprocess

from kliqs.edge.protocol import EdgeProtocol
from kliqs.errors import ConfigurationError
from kliqs.settings import Settings

BACKLOG = 4096


def listen(settings: Settings) -> socket.socket:
    """The listening socket, had before anything else is done. Raises ConfigurationError when it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    opened = socket.socket(family)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((settings.host, settings.port))
        opened.listen(BACKLOG)  # two that are bound and do not listen yet would not notice each other
    except (OSError, OverflowError) as problem:
        opened.close()
        reason = os.strerror(problem.errno) if isinstance(problem, OSError) and problem.errno else str(problem)
        raise ConfigurationError(
            f"Cannot listen on {settings.host}:{settings.port}: {reason}. KLIQS_HOST and KLIQS_PORT choose another."
        ) from problem
    opened.set_inheritable(True)
    return opened


def run(settings: Settings, listening: socket.socket) -> None:
    """Serve until told to stop: one process, or as many workers as set behind one socket."""
    config = uvicorn.Config(
        "kliqs.asgi:app",
        host=settings.host,
        port=settings.port,
        workers=settings.workers,
        loop="uvloop",
        http=EdgeProtocol,
        ws="none",
        lifespan="on",
        interface="asgi3",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=10,
        backlog=BACKLOG,
    )
    if settings.workers == 1:
        uvicorn.Server(config).run(sockets=[listening])
        return
    Multiprocess(config, sockets=[listening]).run()
