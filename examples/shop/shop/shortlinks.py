"""Short links from Kliqs, asked for so that a retry never makes two."""

import logging
import random
import time
from typing import Any

import httpx

ATTEMPTS = 4
FIRST_WAIT_S = 0.5
LONGEST_WAIT_S = 30.0

log = logging.getLogger(__name__)


class Refused(Exception):
    """Kliqs said no, and would say so again: `code` is one of those on its errors page."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class Unavailable(Exception):
    """Kliqs could not be reached, or broke, at every attempt. Ask again later with the same retry key."""


class ShortLinks:
    """The API of Kliqs, as far as it is needed here. May be used from several threads."""

    def __init__(self, api: str, key: str) -> None:
        self._http = httpx.Client(headers={"Authorization": f"Bearer {key}"}, timeout=10)
        self._api = api

    def create(self, body: dict[str, str], retry_key: str) -> str:
        """The short URL of a new link; `body` is as the API takes it. However often the same body is sent with the
        same retry key, within 24 hours it makes one link. Raises Refused or Unavailable."""
        return str(self._ask("POST", "/links", json=body, headers={"Idempotency-Key": retry_key})["short_url"])

    def find(self, external_id: str) -> str:
        """The short URL of the link that was made with this external id. Raises Refused or Unavailable."""
        return str(self._ask("GET", f"/links/external/{external_id}")["short_url"])

    def _ask(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        """Send until there is an answer to believe: after a 5xx or a lost connection once more with the same key, after
        a 4xx never, but for a 429 that says to wait a moment."""
        wait_s = FIRST_WAIT_S
        for attempt in range(1, ATTEMPTS + 1):
            try:
                answer = self._http.request(method, self._api + path, **request)
            except httpx.TransportError as problem:
                log.warning("Attempt %d: %r", attempt, problem)
            else:
                if answer.is_success:
                    data: dict[str, Any] = answer.json()["data"]
                    return data
                asked_s = _retry_after(answer)
                if answer.status_code < 500 and not (answer.status_code == 429 and asked_s <= LONGEST_WAIT_S):
                    raise _refusal(answer)
                log.warning("Attempt %d: status %d", attempt, answer.status_code)
                wait_s = max(wait_s, asked_s)
            if attempt < ATTEMPTS:
                time.sleep(wait_s * random.uniform(1, 1.25))  # not all at the same moment
                wait_s = min(2 * wait_s, LONGEST_WAIT_S)
        raise Unavailable(f"{method} {path} got no answer in {ATTEMPTS} attempts")


def _retry_after(answer: httpx.Response) -> float:
    """How long Kliqs asks to wait, in s. A month that is spent asks for days."""
    value = answer.headers.get("Retry-After", "0")
    return float(value) if value.isdigit() else 0.0


def _refusal(answer: httpx.Response) -> Refused:
    try:
        body = answer.json()
        return Refused(body["error"], body["message"])
    except (ValueError, KeyError, TypeError):
        return Refused(f"HTTP_{answer.status_code}", "This was no answer of Kliqs.")
