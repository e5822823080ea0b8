"""The bot's settings: environment variables, read once at the start."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    database: str  # path of the SQLite file that remembers which messages are answered
    language: str  # en or id
    kliqs_api: str
    kliqs_key: str
    whatsapp_phone_id: str
    whatsapp_token: str
    whatsapp_app_secret: str  # Meta signs every webhook with it
    whatsapp_verify_token: str  # any text; the same is entered in Meta's console
    whatsapp_api: str  # another base URL of the Cloud API; empty for Meta's own


def load() -> Settings:
    """Raises KeyError for a variable that is missing."""
    return Settings(
        database=os.environ.get("BOT_DATABASE", "bot.sqlite3"),
        language=os.environ.get("BOT_LANGUAGE", "en"),
        kliqs_api=os.environ.get("KLIQS_API", "https://api.kliqs.me/api/v1").rstrip("/"),
        kliqs_key=os.environ["KLIQS_KEY"],
        whatsapp_phone_id=os.environ["WHATSAPP_PHONE_ID"],
        whatsapp_token=os.environ["WHATSAPP_TOKEN"],
        whatsapp_app_secret=os.environ["WHATSAPP_APP_SECRET"],
        whatsapp_verify_token=os.environ["WHATSAPP_VERIFY_TOKEN"],
        whatsapp_api=os.environ.get("WHATSAPP_API", ""),
    )
