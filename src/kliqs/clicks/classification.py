"""Who a click was: a person, a link preview, or a bot; and the person's device, system and browser."""

import re
from functools import lru_cache

import msgspec
from ua_parser import parse

from kliqs.clicks.previews import preview_app

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
    app = preview_app(agent)
    if app is not None:
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
