"""A stand-in for Meta: the messages endpoint of the WhatsApp Cloud API, and webhooks signed as Meta signs them."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PHONE_ID = "106540352242922"
TOKEN = "token-of-the-tests"
APP_SECRET = "app-secret-of-the-tests"
VERIFY_TOKEN = "verify-token-of-the-tests"
CUSTOMER = "6281234567890"
CUSTOMER_ID = "ID.13491208655302741918"  # what Meta calls the customer for this business alone


class Meta:
    """`sent` are the messages that were taken, as the API gets them."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.sent))
        self.base = f"http://127.0.0.1:{self._server.server_port}/v24.0"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def texts(self) -> list[str]:
        return [message["text"]["body"] for message in self.sent]

    @property
    def settings(self) -> dict[str, str]:
        """What a program is told to talk to this instead of Meta."""
        return {"WHATSAPP_API": self.base, "WHATSAPP_PHONE_ID": PHONE_ID, "WHATSAPP_TOKEN": TOKEN}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def running_meta() -> Iterator[Meta]:
    meta = Meta()
    try:
        yield meta
    finally:
        meta.close()


def webhook(text: str, message_id: str, *, timestamp: int = 1_764_000_000) -> bytes:
    """The body of a webhook for a text that the customer sent."""
    message = {
        "from": CUSTOMER,
        "from_user_id": CUSTOMER_ID,
        "id": message_id,
        "timestamp": str(timestamp),
        "type": "text",
        "text": {"body": text},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "628111", "phone_number_id": PHONE_ID},
        "contacts": [{"profile": {"name": "Sari"}, "wa_id": CUSTOMER, "user_id": CUSTOMER_ID}],
        "messages": [message],
    }
    entry = {"id": "102290129340398", "changes": [{"value": value, "field": "messages"}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def signature(body: bytes, secret: str = APP_SECRET) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def _handler(sent: list[dict[str, Any]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            is_known = self.headers["Authorization"] == f"Bearer {TOKEN}" and self.path.endswith(
                f"/{PHONE_ID}/messages"
            )
            if is_known:
                sent.append(message)
                answer: dict[str, Any] = {
                    "messaging_product": "whatsapp",
                    "contacts": [{"input": CUSTOMER, "wa_id": CUSTOMER, "user_id": CUSTOMER_ID}],
                    "messages": [{"id": f"wamid.{len(sent)}"}],
                }
            else:
                answer = {"error": {"message": "Invalid OAuth access token.", "type": "OAuthException", "code": 190}}
            body = json.dumps(answer).encode()
            self.send_response(200 if is_known else 401)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    return Handler
