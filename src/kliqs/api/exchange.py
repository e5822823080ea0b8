"""One request and its answer, whether Litestar's router or the create endpoint's short way carries it."""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from litestar import Response

from kliqs.accounts.authentication import Caller
from kliqs.accounts.burst import BurstState
from kliqs.accounts.usage import Usage

Fields = dict[str, str]
Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

JSON = "application/json"


@lru_cache(maxsize=64)
def _sent_name(name: str) -> bytes:
    """A header field's name as it is sent."""
    return name.lower().encode("ascii")


@dataclass(slots=True)
class Exchange:
    """What is known of a request while it is answered: from the credentials on, who calls and where they stand.

    A refusal's answer reads the same standing as a success's.
    """

    method: str
    path: str
    query_string: bytes
    headers: dict[bytes, bytes]
    request_id: str
    caller: Caller | None = None
    burst: BurstState | None = None
    usage: Usage | None = None

    @classmethod
    def of(cls, scope: Scope) -> "Exchange":
        return cls(
            scope["method"],
            scope["path"],
            scope["query_string"],
            dict(scope["headers"]),
            scope["state"].get("request_id", ""),
        )

    def header(self, name: bytes) -> str | None:
        """A header field's value; `name` is lower-case."""
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def query(self) -> dict[str, str]:
        if not self.query_string:
            return {}
        return dict(parse_qsl(self.query_string.decode("latin-1"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer: status, JSON body, further header fields."""

    status: int
    body: bytes
    fields: Fields = field(default_factory=dict)

    def as_response(self) -> Response[bytes]:
        return Response(self.body, status_code=self.status, media_type=JSON, headers=self.fields)

    def header_fields(self) -> list[tuple[bytes, bytes]]:
        """All but the length."""
        headers = [(_sent_name(name), value.encode("latin-1")) for name, value in self.fields.items()]
        headers.append((b"content-type", b"application/json"))
        return headers

    async def send(self, send: Send) -> None:
        headers = [*self.header_fields(), (b"content-length", b"%d" % len(self.body))]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})
