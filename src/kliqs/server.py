"""Running uvicorn with the lane in front."""

import uvicorn

from kliqs.edge.protocol import EdgeProtocol
from kliqs.settings import Settings


def serve(settings: Settings) -> None:
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
        backlog=4096,
    )
    if settings.workers == 1:
        uvicorn.Server(config).run()
        return
    from uvicorn.supervisors import Multiprocess

    Multiprocess(config, sockets=[config.bind_socket()]).run()
