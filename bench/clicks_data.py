"""Click log lines as a busy install would write them: Zipf over links, days with a rhythm, real shapes of user agents,
people from Indonesian cities first.

The same arguments, and the same city database, always give the same lines.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from kliqs.clicks.geography import Geography

WORKSPACES = 2_000
LARGE_WORKSPACE, LARGE_SHARE, LARGE_LINKS = 1, 0.10, 200  # one has a tenth of all clicks, on its first links
SKEW = 1.1  # exponent of Zipf's law over the links
INDONESIAN_SHARE = 0.8  # of people
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
# Clicks by hour of the day in UTC: Jakarta sleeps from 18 to 22, and is busiest in its evening, from 11 to 15.
RHYTHM = (6, 6, 6, 6, 7, 8, 7, 6, 6, 7, 8, 9, 11, 12, 11, 9, 6, 4, 2, 1, 1, 1, 2, 4)
PEOPLE_SHARE, PREVIEW_SHARE = 0.84, 0.09  # the rest are bots
CHUNK_LINES = 10_000

MODELS = (
    "SM-A055F", "SM-A155F", "SM-S918B", "CPH2591", "CPH2239", "V2247", "V2029", "RMX3710", "23053RN02A", "M2101K6G",
    "Infinix X6525", "itel A665L", "Redmi Note 8", "POCO F1", "ASUS_X00TD",
)  # fmt: skip
PREVIEWS = (
    b"WhatsApp/2.23.20.0 A", b"WhatsApp/2.24.11.79 A", b"WhatsApp/2.2412.54 W", b"WhatsApp/2.24.9.74 i",
    b"TelegramBot (like TwitterBot)", b"Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    b"facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", b"Twitterbot/1.0",
    b"Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
)  # fmt: skip
BOTS = (
    b"Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    b"Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    b"Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    b"curl/8.5.0", b"python-requests/2.32.3", b"Go-http-client/2.0", b"",
)  # fmt: skip
REFERRERS = (
    b"", b"", b"", b"https://www.instagram.com/", b"https://l.facebook.com/", b"https://t.co/", b"https://www.google.com/",
    b"https://www.tiktok.com/", b"https://kliqs.example/toko?halaman=2&urut=terbaru",
)  # fmt: skip
LANGUAGES = (b"id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7", b"en-US,en;q=0.9", b"id,en;q=0.9", b"ms-MY,ms;q=0.9,en;q=0.8", b"")
QUERIES = (
    b"",
    b"",
    b"",
    b"utm_source=instagram&utm_medium=bio",
    b"fbclid=IwAR2xGk3JpUq7d0sV",
    b"utm_source=wa&utm_campaign=11.11",
)
FLAGS = (b"", b"", b"", b"", b"", b"q", b"g", b"dg")


@dataclass(frozen=True, slots=True)
class Traffic:
    """`links` share the clicks by Zipf's law; `people` come back; times spread over `span_ms` from `start_ms`, evenly,
    or with the days' rhythm when the span is longer than a day."""

    links: int = 100_000
    people: int = 300_000
    start_ms: int = 1_780_000_000_000
    span_ms: int = HOUR_MS
    seed: int = 1


def lines(count: int, traffic: Traffic) -> Iterator[bytes]:
    """`count` log lines, oldest first, in chunks of whole lines."""
    chance = random.Random(traffic.seed)
    geography = Geography()
    people = [(_address(chance, geography), _agent(chance)) for _ in range(traffic.people)]
    machines = [_anywhere(chance) for _ in range(2_000)]
    choose = _Links(chance, traffic.links)
    process = f"{chance.getrandbits(64):016x}".encode("ascii")
    times = _times(count, traffic)
    for first in range(0, count, CHUNK_LINES):
        numbers = range(first, min(first + CHUNK_LINES, count))
        yield b"".join(
            _line(chance, process, number, next(times), link, people, machines)
            for number, link in zip(numbers, choose(len(numbers)), strict=True)
        )


class _Links:
    """Links of clicks: those of the large workspace for its share, else any of the others."""

    def __init__(self, chance: random.Random, links: int) -> None:
        self._chance = chance
        self._large = range(1, LARGE_LINKS + 1)
        self._others = range(LARGE_LINKS + 1, links + 1)
        self._weights = [
            list(accumulate(1 / rank**SKEW for rank in range(1, len(each) + 1))) for each in (self._large, self._others)
        ]

    def __call__(self, count: int) -> list[int]:
        large = sum(self._chance.random() < LARGE_SHARE for _ in range(count))
        drawn = self._chance.choices(self._large, cum_weights=self._weights[0], k=large)
        drawn += self._chance.choices(self._others, cum_weights=self._weights[1], k=count - large)
        self._chance.shuffle(drawn)
        return drawn


def workspace_of(link: int) -> int:
    """Whose a link is."""
    return LARGE_WORKSPACE if link <= LARGE_LINKS else 2 + link % (WORKSPACES - 1)


def _times(count: int, traffic: Traffic) -> Iterator[int]:
    """Moments of clicks, ascending, ms since 1970 UTC."""
    hours = [traffic.start_ms + hour * HOUR_MS for hour in range(max(1, traffic.span_ms // HOUR_MS))]
    weights = [RHYTHM[start % DAY_MS // HOUR_MS] if traffic.span_ms > DAY_MS else 1 for start in hours]
    done, reached, whole = 0, 0, sum(weights)
    for start, weight in zip(hours, weights, strict=True):
        reached += weight
        here = count * reached // whole - done
        done += here
        yield from (start + number * HOUR_MS // here for number in range(here))


def _line(  # noqa: PLR0917 (one call, made two million times)
    chance: random.Random,
    process: bytes,
    number: int,
    now_ms: int,
    link: int,
    people: list[tuple[bytes, bytes]],
    machines: list[bytes],
) -> bytes:
    kind = chance.random()
    address, agent = people[int(chance.random() * len(people))]
    referrer, language = chance.choice(REFERRERS), chance.choice(LANGUAGES)
    query, flags = chance.choice(QUERIES), chance.choice(FLAGS)
    if kind > PEOPLE_SHARE:
        address = chance.choice(machines)
        agent = chance.choice(PREVIEWS if kind < PEOPLE_SHARE + PREVIEW_SHARE else BOTS)
        referrer = language = query = flags = b""
    return b"1\t%b-%d\t%d\tr\t%d\t%d\ts%06x\tkliqs.example\tGET\t%b\t%b\t%b\t%b\t%b\t%b\n" % (
        process, number + 1, now_ms, workspace_of(link), link, link, address, agent, referrer, language,
        query, flags,
    )  # fmt: skip


def _address(chance: random.Random, geography: Geography) -> bytes:
    """A person's: of Indonesia for INDONESIAN_SHARE of them, where the city database says so."""
    at_home = chance.random() < INDONESIAN_SHARE
    address = _anywhere(chance)
    for _ in range(20):
        if not at_home or geography.locate(address.decode("ascii")).country == "ID":
            break
        address = _anywhere(chance)
    return address


def _anywhere(chance: random.Random) -> bytes:
    if chance.random() < 0.2:
        return b"2404:%x:%x:%x::%x" % tuple(chance.getrandbits(16) for _ in range(4))
    return b"%d.%d.%d.%d" % (chance.choice((36, 103, 110, 114, 125, 180, 182, 202)), *chance.randbytes(3))


def _agent(chance: random.Random) -> bytes:
    """A browser of a person; the in-app ones carry version numbers that make thousands of distinct strings."""
    version = chance.randint(100, 142)
    android = f"Mozilla/5.0 (Linux; Android {chance.randint(9, 16)}; {chance.choice(MODELS)}"
    webkit = "AppleWebKit/537.36 (KHTML, like Gecko)"
    ios = f"{chance.randint(15, 18)}_{chance.randint(0, 6)}"
    iphone = f"Mozilla/5.0 (iPhone; CPU iPhone OS {ios} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    shapes = (
        f"Mozilla/5.0 (Linux; Android 10; K) {webkit} Chrome/{version}.0.0.0 Mobile Safari/537.36",
        f"{android}; wv) {webkit} Version/4.0 Chrome/{version}.0.{chance.randint(6000, 6400)}.99 Mobile Safari/537.36"
        f" Instagram {chance.randint(300, 340)}.0.0.34.111 Android (33/13; 420dpi; 1080x2177; samsung; en_ID)",
        f"{android}) {webkit} Version/4.0 Chrome/{version}.0.0.0 Mobile Safari/537.36"
        f" [FB_IAB/FB4A;FBAV/{chance.randint(400, 480)}.0.0.33.75;]",
        f"{iphone} Version/{ios[:2]}.{ios[3:]} Mobile/15E148 Safari/604.1",
        f"{iphone} Mobile/15E148 Instagram {chance.randint(300, 340)}.0.2.19.98 (iPhone14,2; iOS {ios}; id_ID)",
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {webkit} Chrome/{version}.0.0.0 Safari/537.36",
        f"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:{version}.0) Gecko/20100101 Firefox/{version}.0",
        f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {webkit} Chrome/{version}.0.0.0 Safari/537.36",
    )
    return chance.choices(shapes, weights=(34, 14, 10, 16, 8, 12, 2, 4))[0].encode("ascii")
