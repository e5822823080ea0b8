"""What an API key looks like: `kliqs_sk_live_` or `kliqs_sk_test_`, 32 base62 characters, and a checksum of 6 more.

The checksum lets a mistyped or made-up key be refused without asking the database, and lets secret scanners
recognise a real one.
"""

import hashlib
import secrets
import string
import zlib

PREFIX = "kliqs_sk_live_"
TEST_PREFIX = "kliqs_sk_test_"  # as long as the other
BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
RANDOM_LENGTH = 32
CHECKSUM_LENGTH = 6


def new_key(*, is_test: bool = False) -> str:
    """A fresh key with 190 bits of chance."""
    secret = "".join(secrets.choice(BASE62) for _ in range(RANDOM_LENGTH))
    return (TEST_PREFIX if is_test else PREFIX) + secret + checksum(secret)


def checksum(secret: str) -> str:
    """CRC-32 of the random part in base62; it guards against typing errors, not against forgers."""
    rest = zlib.crc32(secret.encode("ascii"))
    digits = []
    for _ in range(CHECKSUM_LENGTH):
        rest, digit = divmod(rest, 62)
        digits.append(BASE62[digit])
    return "".join(reversed(digits))


def is_well_formed(key: str) -> bool:
    """Whether this can be a key at all."""
    if len(key) != len(PREFIX) + RANDOM_LENGTH + CHECKSUM_LENGTH or not key.isascii():
        return False
    if not key.startswith((PREFIX, TEST_PREFIX)):
        return False
    body = key[len(PREFIX) :]
    return body.isalnum() and checksum(body[:RANDOM_LENGTH]) == body[RANDOM_LENGTH:]


def hash_of(key: str) -> str:
    """What is kept of a key: SHA-256 as hex. 190 random bits need no slow hash."""
    return hashlib.sha256(key.encode("ascii")).hexdigest()
