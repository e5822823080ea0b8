"""`wa.me` addresses: a chat with a number, opened with a message already typed.

The form is WhatsApp's own (its help centre, "How to use click to chat"): `https://wa.me/` and the number in full
international form, digits alone, no zeros or plus in front; `?text=` and the message, percent-encoded.
"""

import re
import unicodedata
from urllib.parse import quote

from kliqs.errors import KliqsError

ORIGIN = "https://wa.me/"
HOME_CODE = "62"  # Indonesia: what a number means that says no country
MAX_MESSAGE = 1_000  # characters
LONGEST_ENCODED = 8_000  # bytes: the address must still be a destination
MAX_NUMBER = 64  # characters, as typed
IGNORED = "()./"  # besides spaces, dashes and marks nobody sees, which contacts are pasted with
INTERNATIONAL = re.compile(r"[1-9][0-9]{6,14}")  # E.164: at most 15 digits with the country's
WITHOUT_ZERO = re.compile(r"8[0-9]{8,10}")  # an Indonesian mobile number as people say it on the phone


def whatsapp_address(number: str, message: str = "") -> str:
    """The address that opens a chat with `number`, as anybody writes it, with `message` typed in.

    Raises KliqsError INVALID_PHONE_NUMBER, blaming `number`, and INVALID_REQUEST, blaming `message`.
    """
    digits = international(number)
    text = message.strip()
    if not text:
        return ORIGIN + digits
    encoded = quote(text.replace("\r\n", "\n"), safe="", errors="replace")
    if len(text) > MAX_MESSAGE or len(encoded) > LONGEST_ENCODED:
        raise KliqsError("INVALID_REQUEST", f"`message` has at most {MAX_MESSAGE:,} characters.", "message")
    return f"{ORIGIN}{digits}?text={encoded}"


def international(number: str) -> str:
    """A number in full, digits alone: `0812-3456-7890`, `+62 812…`, `62812…`, `0062812…` and `812…` are the same.

    Raises KliqsError INVALID_PHONE_NUMBER.
    """
    if len(number) > MAX_NUMBER:
        raise KliqsError("INVALID_PHONE_NUMBER", field="number")
    written = "".join(filter(_counts, unicodedata.normalize("NFKC", number)))
    plus, digits = written[:1] == "+", written.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        raise KliqsError("INVALID_PHONE_NUMBER", field="number")
    if not plus and digits.startswith("00"):
        plus, digits = True, digits[2:]
    if not plus and (digits.startswith("0") or WITHOUT_ZERO.fullmatch(digits)):
        digits = HOME_CODE + digits.removeprefix("0")
    if digits.startswith(f"{HOME_CODE}0"):  # +62 (0)812
        digits = HOME_CODE + digits[len(HOME_CODE) + 1 :]
    if not INTERNATIONAL.fullmatch(digits):
        raise KliqsError("INVALID_PHONE_NUMBER", field="number")
    return digits


def _counts(character: str) -> bool:
    return character not in IGNORED and unicodedata.category(character) not in ("Zs", "Pd", "Cf", "Cc")
