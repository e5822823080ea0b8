"""What a check is given and what it yields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kliqs.database import Connection
from kliqs.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, and how to mend it."""

    wrong: str
    cure: str


@dataclass(frozen=True, slots=True)
class Patient:
    """The install under examination, with an open connection to its database."""

    settings: Settings
    db: Connection


MachineCheck = Callable[[Settings], Iterator[Finding]]
DataCheck = Callable[[Patient], Iterator[Finding]]
