"""The shop's settings: environment variables, read once at the start."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    shop_url: str  # where customers see products
    database: str  # path of the SQLite file
    kliqs_api: str
    kliqs_key: str
    whatsapp_phone_id: str
    whatsapp_token: str
    whatsapp_api: str  # another base URL of the Cloud API; empty for Meta's own
    announce_to: tuple[str, ...]  # phone numbers with country code


def load() -> Settings:
    """Raises KeyError for a variable that is missing."""
    return Settings(
        shop_url=os.environ["SHOP_URL"].rstrip("/"),
        database=os.environ.get("SHOP_DATABASE", "shop.sqlite3"),
        kliqs_api=os.environ.get("KLIQS_API", "https://api.kliqs.me/api/v1").rstrip("/"),
        kliqs_key=os.environ["KLIQS_KEY"],
        whatsapp_phone_id=os.environ["WHATSAPP_PHONE_ID"],
        whatsapp_token=os.environ["WHATSAPP_TOKEN"],
        whatsapp_api=os.environ.get("WHATSAPP_API", ""),
        announce_to=tuple(os.environ.get("SHOP_ANNOUNCE_TO", "").replace(",", " ").split()),
    )
