"""Links that open a WhatsApp chat, from a number and a message instead of a destination."""

from datetime import datetime
from typing import Any

from kliqs.checking import check_object, text
from kliqs.errors import KliqsError
from kliqs.links.destinations import check_destination
from kliqs.links.drafts import FIELDS, Draft, draft_of
from kliqs.links.fields import CHECKS
from kliqs.links.whatsapp import MAX_MESSAGE, international, whatsapp_address
from kliqs.settings import Settings


def check_chat(values: Any, settings: Settings, now: datetime) -> Draft:
    """Check a body as `drafts.check_draft` does, with `number` and `message` in place of `url`.

    Raises InvalidBody with all problems; KliqsError for a message that is too long once it is percent-encoded.
    """
    checks = {"number": _number, "message": text("message", MAX_MESSAGE)}
    checks |= {name: CHECKS[name] for name in FIELDS if name != "url"}
    checked = check_object(values, checks, settings, now)
    url = whatsapp_address(checked["number"], checked["message"])
    return draft_of({"url": url}, checked | {"url": check_destination(url, settings)})


def _number(value: Any, _: Settings, __: datetime) -> str:
    if not isinstance(value, str):
        raise KliqsError("INVALID_PHONE_NUMBER", field="number")
    return f"+{international(value)}"
