"""Which network an address is of, for the row of icons."""

from urllib.parse import urlsplit

from kliqs.bio.networks import NETWORKS

HOSTS = {
    "instagram.com": "instagram",
    "tiktok.com": "tiktok",
    "wa.me": "whatsapp",
    "api.whatsapp.com": "whatsapp",
    "chat.whatsapp.com": "whatsapp",
    "whatsapp.com": "whatsapp",
    "facebook.com": "facebook",
    "fb.com": "facebook",
    "fb.me": "facebook",
    "youtube.com": "youtube",
    "youtu.be": "youtube",
    "x.com": "x",
    "twitter.com": "x",
    "threads.net": "threads",
    "threads.com": "threads",
    "t.me": "telegram",
    "telegram.me": "telegram",
    "line.me": "line",
    "lin.ee": "line",
    "discord.gg": "discord",
    "discord.com": "discord",
    "pinterest.com": "pinterest",
    "pin.it": "pinterest",
    "snapchat.com": "snapchat",
    "twitch.tv": "twitch",
    "open.spotify.com": "spotify",
    "soundcloud.com": "soundcloud",
    "music.apple.com": "applemusic",
    "github.com": "github",
    "medium.com": "medium",
    "shopee.co.id": "shopee",
    "shopee.com": "shopee",
    "tokopedia.com": "tokopedia",
    "lazada.co.id": "lazada",
    "lazada.com": "lazada",
    "linkedin.com": "linkedin",
    "maps.app.goo.gl": "googlemaps",
    "patreon.com": "patreon",
    "bsky.app": "bluesky",
}


def network_of(address: str) -> str:
    """The network whose page an address is; empty for another."""
    try:
        host = (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
    for start in ("www.", "m.", "id.", "mobile."):
        host = host.removeprefix(start)
    name = HOSTS.get(host, "")
    return name if name in NETWORKS else ""


def is_profile(address: str) -> bool:
    """Whether an address is a network's, of somebody or something, rather than its front page."""
    return bool(network_of(address)) and len(urlsplit(address).path.strip("/")) > 0
