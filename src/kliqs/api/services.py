"""What the controllers work with, put together once a process by `asgi`."""

from dataclasses import dataclass

from kliqs.accounts.authentication import Authenticator
from kliqs.accounts.burst import BurstLimit
from kliqs.database import Reader
from kliqs.links.writer import LinkWriter
from kliqs.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    settings: Settings
    reader: Reader
    authenticator: Authenticator
    burst: BurstLimit
    writer: LinkWriter
