"""Who a click was: a person, a link preview, or a bot; and the person's device, system and browser."""

import re
from functools import lru_cache

import msgspec
from ua_parser import parse

# Fetchers that chat and social apps send to draw a preview, by what stands in their user agent. Order matters where
# one name contains another. In-app browsers (Instagram, FBAN, Line …) are people and match none of these.
PREVIEWS = (
    (re.compile(r"^WhatsApp/"), "WhatsApp"),
    (re.compile(r"TelegramBot"), "Telegram"),
    (re.compile(r"Slackbot|Slack-ImgProxy"), "Slack"),
    (re.compile(r"Twitterbot"), "X"),
    (re.compile(r"facebookexternalhit|facebookcatalog|meta-externalfetcher|Facebot"), "Facebook"),
    (re.compile(r"LinkedInBot"), "LinkedIn"),
    (re.compile(r"Discordbot"), "Discord"),
    (re.compile(r"SkypeUriPreview"), "Skype"),
    (re.compile(r"MicrosoftPreview|BingPreview"), "Microsoft"),
    (re.compile(r"^Viber/|Viber.*(?:bot|preview)", re.IGNORECASE), "Viber"),
    (re.compile(r"line-poker|facebookexternalhit.*line", re.IGNORECASE), "LINE"),
    (re.compile(r"kakaotalk-scrap", re.IGNORECASE), "KakaoTalk"),
    (re.compile(r"Pinterestbot|Pinterest/0"), "Pinterest"),
    (re.compile(r"redditbot"), "Reddit"),
    (re.compile(r"Mastodon/|Pleroma|Misskey/"), "Fediverse"),
    (re.compile(r"Bluesky Cardyb"), "Bluesky"),
    (re.compile(r"Snap URL Preview|Snapchat.*Preview"), "Snapchat"),
    (re.compile(r"Iframely|Embedly|OpenGraph\.io"), "Embed service"),
    (re.compile(r"Google-PageRenderer|GoogleMessages|Google-Messages"), "Google Messages"),
    (re.compile(r"Applebot.*iMessage|iMessageLinkPreview"), "iMessage"),
    (re.compile(r"ZoomBot|Zoom.*LinkPreview"), "Zoom"),
)
# What ua-parser does not call a spider: libraries, command-line tools, monitors, browsers without a person.
BOTS = re.compile(
    r"(?<!\bcu)bot\b|bot/|crawl|spider|slurp|monitor|uptime|headless|phantomjs|selenium|puppeteer|playwright|lighthouse"
    r"|^(?:curl|wget|httpie|python|go-http|java|okhttp|axios|node|undici|ruby|perl|php|guzzle|libwww|apache-http"
    r"|aiohttp|httpx|dart|postmanruntime|insomnia|wrk|ab/|scrapy|dalvik)|python-requests|python-urllib|libcurl"
    r"|feedfetcher|feedly|preview|validator",
    re.IGNORECASE,
)
TABLETS = re.compile(r"iPad|Tablet|SM-T\d|Nexus (?:7|9|10)|Kindle|Silk/")
PHONES = re.compile(r"Mobile|iPhone|iPod|Opera Mini|Windows Phone")

HUMAN, PREVIEW, BOT = "human", "preview", "bot"


class Visitor(msgspec.Struct, frozen=True):
    """What a user agent says of who sent it. `app` names the preview's app or the bot."""

    kind: str
    app: str
    device: str
    os: str
    browser: str


@lru_cache(maxsize=50_000)
def classify(agent: str) -> Visitor:
    """Tell a person from a preview and a bot by the User-Agent header."""
    for pattern, app in PREVIEWS:
        if pattern.search(agent):
            return Visitor(PREVIEW, app, "", "", "")
    if not agent.strip():
        return Visitor(BOT, "", "", "", "")
    parsed = parse(agent[:1_000])
    device_family = parsed.device.family if parsed.device else ""
    browser = parsed.user_agent.family if parsed.user_agent else ""
    if device_family == "Spider" or BOTS.search(agent):
        return Visitor(BOT, browser if browser != "Other" else agent.split("/", maxsplit=1)[0][:40], "", "", "")
    system = parsed.os.family if parsed.os else ""
    return Visitor(HUMAN, "", _device(agent), system, browser)


def _device(agent: str) -> str:
    if TABLETS.search(agent) or ("Android" in agent and "Mobile" not in agent):
        return "tablet"
    return "phone" if PHONES.search(agent) else "desktop"
