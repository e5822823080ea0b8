"""The signed cookie that says a visitor has given a link's password. No Django: the lane checks it."""

import base64
import hashlib
import hmac

LASTS_S = 900


def cookie_name(route_id: int) -> str:
    return f"kliqs_unlock_{route_id}"


def gate_cookie(route_id: int) -> str:
    """The cookie of who has passed a page's gate: it says no secret, so it is not signed."""
    return f"kliqs_gate_{route_id}"


def grant(secret: str, route_id: int, password_hash: str, expires_s: int) -> str:
    """A cookie's value, good until `expires_s` (s since 1970 UTC) or until the password changes."""
    return f"{expires_s}.{_mac(secret, route_id, password_hash, expires_s)}"


def holds(secret: str, route_id: int, password_hash: str, token: str, now_s: int) -> bool:
    """Whether the cookie's value was granted for this Route and its present password, and is not out of date."""
    expires, _, mac = token.partition(".")
    if not (expires.isascii() and expires.isdigit() and len(expires) <= 12 and mac.isascii()):
        return False
    if int(expires) <= now_s:
        return False
    return hmac.compare_digest(mac, _mac(secret, route_id, password_hash, int(expires)))


def _mac(secret: str, route_id: int, password_hash: str, expires_s: int) -> str:
    message = f"unlock\n{route_id}\n{password_hash}\n{expires_s}".encode()
    digest = hmac.new(secret.encode(), message, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
