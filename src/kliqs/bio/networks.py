"""The marks of social networks and shops that a page can show. `make assets` brings the drawings."""

import re
from functools import lru_cache
from pathlib import Path

from kliqs.errors import ConfigurationError

FOLDER = Path(__file__).parent / "icons"
# Network -> title. A file of that name is in FOLDER: the brand's from simple-icons, or one of ours from `marks`, where
# the brand's is not free to be handed on.
NETWORKS = {
    "instagram": "Instagram",
    "tiktok": "TikTok",
    "whatsapp": "WhatsApp",
    "facebook": "Facebook",
    "youtube": "YouTube",
    "x": "X",
    "threads": "Threads",
    "telegram": "Telegram",
    "line": "LINE",
    "discord": "Discord",
    "pinterest": "Pinterest",
    "snapchat": "Snapchat",
    "twitch": "Twitch",
    "spotify": "Spotify",
    "soundcloud": "SoundCloud",
    "applemusic": "Apple Music",
    "github": "GitHub",
    "medium": "Medium",
    "linkedin": "LinkedIn",
    "shopee": "Shopee",
    "tokopedia": "Tokopedia",
    "lazada": "Lazada",
    "grab": "Grab",
    "gojek": "Gojek",
    "googlemaps": "Google Maps",
    "patreon": "Patreon",
    "bluesky": "Bluesky",
}
PATH = re.compile(r' d="([^"]+)"')


@lru_cache(maxsize=128)
def drawing(name: str) -> str:
    """The path of a network's mark, in a box of 24 by 24. Raises ConfigurationError before `make assets`."""
    try:
        found = PATH.search((FOLDER / f"{name}.svg").read_text(encoding="ascii"))
    except OSError as problem:
        raise ConfigurationError(f"The icons of bio pages are not built. Run `make assets`. ({problem})") from problem
    if found is None:
        raise ConfigurationError(f"The icon {name} has no drawing.")
    return found[1]
