"""Asking our own API over the real socket, as a customer's program would, and reading what came back."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kliqs.settings import Settings

TIMEOUT_S = 4.0
LONGEST_ANSWER = 65_536
USER_AGENT = "Kliqs self-test"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, as they went over the wire. `status` is 0 where no answer came, and `problem` why."""

    sent: str
    came: str
    status: int = 0
    error: str = ""
    message: str = ""
    data: Any = None
    problem: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether this is an answer of the API, not of something in front of it."""
        return (self.status in range(200, 300) and self.data is not None) or bool(self.error)


def ask(settings: Settings, method: str, path: str, key: str = "", body: object = None) -> Exchange:
    """Send one request to the install's public API address and wait for a few seconds at most."""
    origin = urlsplit(settings.sample_api)
    host = settings.api_host if settings.is_loopback else origin.netloc  # loopback names resolve in browsers alone
    headers = {"Host": host, "User-Agent": USER_AGENT, "Connection": "close"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    text = "" if body is None else json.dumps(body)
    if text:
        headers |= {"Content-Type": "application/json", "Content-Length": str(len(text))}
    target = f"{origin.path}{path}"
    sent = _as_text(f"{method} {target} HTTP/1.1", headers.items(), text)
    kind = http.client.HTTPSConnection if origin.scheme == "https" else http.client.HTTPConnection
    connection = kind(origin.hostname or "", origin.port, timeout=TIMEOUT_S)
    try:
        connection.request(method, target, text or None, headers)
        answer = connection.getresponse()
        raw = answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as problem:
        return Exchange(sent, "", problem=str(problem) or type(problem).__name__)
    finally:
        connection.close()
    came = _as_text(f"HTTP/1.1 {answer.status} {answer.reason}", answer.getheaders(), raw)
    return _read(sent, came, answer.status, raw)


def _read(sent: str, came: str, status: int, raw: str) -> Exchange:
    try:
        answer = json.loads(raw)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        return Exchange(sent, came, status)
    return Exchange(
        sent, came, status, str(answer.get("error") or ""), str(answer.get("message") or ""), answer.get("data")
    )


def _as_text(first: str, headers: Any, body: str) -> str:
    return "\n".join([first, *(f"{name}: {value}" for name, value in headers), *(["", body] if body else [])])
