"""Videos and music of other sites: from the address that people copy to the frame that shows it."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Embed:
    """`address` is the frame's, on a host of `FRAME_HOSTS`; `height` in CSS pixels, or 0 where `ratio` says it."""

    provider: str
    address: str
    ratio: str = "16 / 9"
    height: int = 0


TITLES = {"youtube": "YouTube", "tiktok": "TikTok", "instagram": "Instagram", "spotify": "Spotify"}
FRAME_HOSTS = {
    "youtube": "https://www.youtube-nocookie.com",
    "tiktok": "https://www.tiktok.com",
    "instagram": "https://www.instagram.com",
    "spotify": "https://open.spotify.com",
}
VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
TIKTOK = re.compile(r"/@[A-Za-z0-9_.]+/(?:video|photo)/([0-9]{5,25})/?")
INSTAGRAM = re.compile(r"/(?:[A-Za-z0-9_.]+/)?(p|reel|tv)/([A-Za-z0-9_-]{5,40})/?")
SPOTIFY = re.compile(r"/(?:intl-[a-z]{2}/)?(track|album|playlist|artist|episode|show)/([A-Za-z0-9]{22})/?")


def embed_of(url: str) -> Embed | None:
    """What an address shows; None where it is none of a video, post or record that can be shown here."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("music.")
    if host == "youtu.be":
        return _youtube(parts.path[1:])
    if host in ("youtube.com", "youtube-nocookie.com"):
        return _on_youtube(parts.path, parts.query)
    if host == "tiktok.com" and (found := TIKTOK.fullmatch(parts.path)):
        return Embed("tiktok", f"{FRAME_HOSTS['tiktok']}/player/v1/{found[1]}", "9 / 16")
    if host == "instagram.com" and (found := INSTAGRAM.fullmatch(parts.path)):
        return Embed("instagram", f"{FRAME_HOSTS['instagram']}/{found[1]}/{found[2]}/embed/", "4 / 5")
    if host == "open.spotify.com" and (found := SPOTIFY.fullmatch(parts.path)):
        height = 152 if found[1] in ("track", "episode") else 352
        return Embed("spotify", f"{FRAME_HOSTS['spotify']}/embed/{found[1]}/{found[2]}", "", height)
    return None


def _on_youtube(path: str, query: str) -> Embed | None:
    if path == "/watch":
        return _youtube(parse_qs(query).get("v", [""])[0])
    kind, _, video = path[1:].partition("/")
    if kind == "shorts":
        found = _youtube(video)
        return found and Embed(found.provider, found.address, "9 / 16")
    return _youtube(video) if kind in ("live", "embed") else None


def _youtube(video: str) -> Embed | None:
    name = video.rstrip("/")
    if not VIDEO.fullmatch(name):
        return None
    return Embed("youtube", f"{FRAME_HOSTS['youtube']}/embed/{name}?autoplay=1")
