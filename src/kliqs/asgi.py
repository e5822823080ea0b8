"""Host to surface: what the lane did not answer goes to the API or to the pages. Builds each process's services."""

import asyncio
import os
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

import django
import structlog

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kliqs.django_settings")
django.setup()

from django.core.asgi import get_asgi_application  # noqa: E402  (Django must be set up first)

from kliqs.api.answers import failure  # noqa: E402
from kliqs.api.creating import PLACE, answer_create  # noqa: E402
from kliqs.api.exchange import Exchange  # noqa: E402
from kliqs.edge.app import answer_visit  # noqa: E402
from kliqs.edge.visits import Answer as EdgeAnswer  # noqa: E402
from kliqs.edge.whole import Shortcut  # noqa: E402
from kliqs.errors import KliqsError  # noqa: E402
from kliqs.health import answer_health  # noqa: E402
from kliqs.logs import set_up_logs  # noqa: E402
from kliqs.metrics.readings import read  # noqa: E402
from kliqs.metrics.serving import MetricsPort  # noqa: E402
from kliqs.process import Process  # noqa: E402
from kliqs.settings import load  # noqa: E402

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

API_PATH = "/api/"
HEALTH_PATHS = ("/healthz", "/readyz")
FIXED_PLACES = ("/robots.txt", "/.well-known/security.txt", "/favicon.ico")  # which the API leaves to the pages

NOSNIFF = (b"x-content-type-options", b"nosniff")

log = structlog.get_logger("server")


class Application:
    """The ASGI application of one process."""

    def __init__(self) -> None:
        self._settings = load()
        set_up_logs(self._settings)
        self._pages = cast(Asgi, get_asgi_application())
        self._process: Process | None = None
        self._metrics: MetricsPort | None = None
        self._answers: Counter[tuple[str, int]] = Counter()
        self._request_prefix = os.urandom(6).hex()
        self._requests = 0
        # Of what is neither the lane's nor Django's, which have theirs.
        self._own_fields = (NOSNIFF, *self._settings.transport_fields)
        self._api_host = self._settings.api_host.encode("ascii")
        self._page_hosts = {
            host.encode("ascii")
            for host in (self._settings.dash_host, self._settings.docs_host, self._settings.home_host)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif scope["type"] == "http":
            assert self._process is not None
            await self._serve(scope, receive, send, self._process)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Start the process's services with the server and stop them with it."""
        await receive()
        try:
            self._process = await self._start()
        except Exception as problem:
            log.exception("server.start_failed")
            await send({"type": "lifespan.startup.failed", "message": str(problem)})
            return
        shortcut = Shortcut(b"POST", PLACE.encode("ascii"), self._is_of_api, self._create)
        scope["state"] |= {
            "lane": self._process.lane,
            "deferred": self._process.deferred,
            "shortcut": shortcut,
            "stopping": self._process.stopping,
        }
        await send({"type": "lifespan.startup.complete"})
        log.info("server.started", **self._addresses())
        if not self._settings.email_url:
            log.info("mail.kept_as_files", folder=str(self._settings.data_dir / "mail"))
        await receive()
        if self._metrics is not None:
            await asyncio.to_thread(self._metrics.stop)
        await self._process.stop()
        log.info("server.stopped", pid=os.getpid())
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self) -> Process:
        process = await Process.start(self._settings)
        if self._settings.metrics_port:
            self._metrics = MetricsPort(self._settings, lambda: read(process, self._answers))
            self._metrics.start()
        return process

    def _addresses(self) -> dict[str, object]:
        settings = self._settings
        return {
            "pid": os.getpid(),
            "listens_on": f"{settings.host}:{settings.port}",
            "short_links": settings.short_origin,
            "api": settings.sample_api,
            "dashboard": settings.dash_origin,
            "docs": settings.docs_origin,
            "home": settings.home_origin,
        }

    async def _serve(self, scope: Scope, receive: Receive, send: Send, process: Process) -> None:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").lower()
        path = scope["path"]
        request_id = self._next_request_id()
        scope["state"]["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)  # this request's task has a context of its own
        self._see_through_proxies(scope, headers, process)
        surface = self._surface(host, path, process)
        is_ours = surface in ("health", "api") or (surface == "short" and host not in process.lane.hosts)
        fields = ((b"x-request-id", request_id.encode("ascii")), *(self._own_fields if is_ours else ()))
        answer = self._counted(send, surface, fields)
        if surface == "health":
            await answer_health(path, process, answer)
        elif surface == "api":
            await process.api(scope, receive, answer)
        elif is_ours:
            await self._misdirected(scope, answer)
        elif surface == "pages" or not await answer_visit(process.lane, scope, answer):
            is_form = scope["method"] not in ("GET", "HEAD")
            await self._pages(scope, receive, _after(process.committed, answer) if is_form else answer)

    async def _create(self, headers: dict[bytes, bytes], body: bytes) -> bytes:
        """A create that came past the ordinary stack; see `edge.whole`. What it logs says its request id by itself."""
        assert self._process is not None
        request_id = self._next_request_id()

        async def read() -> bytes:
            return body

        exchange = Exchange("POST", PLACE, b"", headers, request_id)
        answer = await answer_create(exchange, read, self._process.api.services)
        self._answers["api", answer.status] += 1
        fields = (*answer.header_fields(), (b"x-request-id", request_id.encode("ascii")), NOSNIFF)
        written = EdgeAnswer(answer.status, fields, answer.body)
        return self._process.deferred.encode_now(written)

    def _surface(self, host: bytes, path: str, process: Process) -> str:
        """What a request is for, as the metrics call it."""
        if path in HEALTH_PATHS:
            return "health"
        if host == self._api_host and path in FIXED_PLACES:
            return "pages"
        if host == self._api_host or (path.startswith(API_PATH) and host in process.lane.hosts):
            return "api"
        return "pages" if host in self._page_hosts else "short"

    def _is_of_api(self, host: bytes) -> bool:
        """Whether the API answers on this host, from its Host field."""
        assert self._process is not None
        return self._surface(host.lower(), API_PATH, self._process) == "api"

    def _counted(self, send: Send, surface: str, fields: tuple[tuple[bytes, bytes], ...]) -> Send:
        """A `send` that counts the answer and gives it further header fields."""

        def send_and_count(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                self._answers[surface, message["status"]] += 1
                message["headers"] = [*message.get("headers", ()), *fields]
            return send(message)

        return send_and_count

    def _next_request_id(self) -> str:
        """Unique for ever: a random start of this process, then a count."""
        self._requests += 1
        return f"{self._request_prefix}{self._requests:08x}"

    def _see_through_proxies(self, scope: Scope, headers: dict[bytes, bytes], process: Process) -> None:
        """Believe a trusted proxy about the client's address and scheme, and nobody else.

        Without its word the scheme is what the settings say: Kliqs speaks no TLS itself, so where that is https
        somebody in front of it does.
        """
        scope["scheme"] = self._settings.scheme
        addresses = process.lane.addresses
        if addresses.trusts_nobody or not scope["client"] or not addresses.is_proxy(scope["client"][0]):
            return
        forwarded_for = headers.get(b"x-forwarded-for", b"").decode("latin-1")
        scope["client"] = (addresses.client(scope["client"][0], forwarded_for), 0)
        if headers.get(b"x-forwarded-proto") in (b"http", b"https"):
            scope["scheme"] = headers[b"x-forwarded-proto"].decode("ascii")

    async def _misdirected(self, scope: Scope, send: Send) -> None:
        """RFC 9110, section 15.5.20: this server does not answer for that host."""
        answer = failure(Exchange.of(scope), KliqsError("MISDIRECTED_REQUEST"), self._settings.docs_origin)
        await answer.send(send)


def _after(deed: Callable[[], None], send: Send) -> Send:
    """A `send` that does something before the answer begins."""

    def send_after(message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            deed()
        return send(message)

    return send_after


app = Application()
