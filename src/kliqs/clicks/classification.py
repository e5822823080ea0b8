"""Who a click was: a person, a link preview, or a bot; and the person's device, system and browser."""

import re
from functools import cache, lru_cache

import msgspec
from ua_parser import Domain, Matchers, Parser, RegexResolver, load_lazy_builtins

from kliqs.clicks.previews import preview_app

# What ua-parser does not call a spider: libraries, command-line tools, monitors, browsers without a person.
BOTS = re.compile(
    r"(?<!\bcu)bot\b|bot/|crawl|spider|slurp|monitor|uptime|headless|phantomjs|selenium|puppeteer|playwright|lighthouse"
    r"|^(?:curl|wget|httpie|python|go-http|java|okhttp|axios|node|undici|ruby|perl|php|guzzle|libwww|apache-http"
    r"|aiohttp|httpx|dart|postmanruntime|insomnia|wrk|ab/|scrapy|dalvik)|python-requests|python-urllib|libcurl"
    r"|feedfetcher|feedly|preview|validator",
    re.IGNORECASE,
)
BEFORE_VERSION = re.compile(r"/|\s*\d+(?:\.\d+){2}")
TABLETS = re.compile(r"iPad|Tablet|SM-T\d|Nexus (?:7|9|10)|Kindle|Silk/")
PHONES = re.compile(r"Mobile|iPhone|iPod|Opera Mini|Windows Phone")

HUMAN, PREVIEW, BOT = "human", "preview", "bot"
SPIDER = "Spider"  # the device that ua-parser gives to bots


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
    text = agent[:1_000]
    parsed = _browsers()(text, Domain.USER_AGENT | Domain.OS)
    browser = parsed.user_agent.family if parsed.user_agent else ""
    if BOTS.search(agent) or is_spider(text):
        return Visitor(BOT, browser or BEFORE_VERSION.split(agent, maxsplit=1)[0][:40], "", "", "")
    system = parsed.os.family if parsed.os else ""
    return Visitor(HUMAN, "", _device(agent), system, browser)


def is_spider(agent: str) -> bool:
    """Whether ua-parser takes it for a bot. Its rules for devices take 0.14 s and 15 MB to get ready, so all of them
    are asked only where one of those for bots applies: another one may come before it."""
    if _spiders().parse_device(agent) is None:
        return False
    device = _devices().parse_device(agent)
    return device is not None and device.family == SPIDER


@cache
def _browsers() -> Parser:
    browsers, systems, _ = load_lazy_builtins()
    return _parser((browsers, systems, []))


@cache
def _spiders() -> Parser:
    return _parser(([], [], [rule for rule in load_lazy_builtins()[2] if getattr(rule, "family", "") == SPIDER]))


@cache
def _devices() -> Parser:
    return _parser(([], [], load_lazy_builtins()[2]))


def _parser(rules: Matchers) -> Parser:
    assert RegexResolver is not None  # ua-parser[regex]
    return Parser(RegexResolver(rules))


def _device(agent: str) -> str:
    if TABLETS.search(agent) or ("Android" in agent and "Mobile" not in agent):
        return "tablet"
    return "phone" if PHONES.search(agent) else "desktop"
