"""Link passwords: argon2id, never kept or compared in plain text."""

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

# OWASP's smaller profile: 19 MiB and two passes, so that a burst of attempts does not take the machine's memory.
HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
AT_ONCE = threading.BoundedSemaphore(4)  # in a process, whoever asks: 76 MiB, and two cores are busy with it


def hash_password(password: str) -> str:
    """A salted hash; takes tens of ms, so never on the event loop."""
    with AT_ONCE:
        return HASHER.hash(password)


def verify(password_hash: str, password: str) -> bool:
    """Whether the password is the one that was hashed."""
    try:
        with AT_ONCE:
            return HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
