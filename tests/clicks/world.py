"""Lines of a click log as the edge writes them, and what a plain count of them says."""

import random
from collections import defaultdict
from datetime import UTC, datetime

PHONE = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5"
    " Mobile/15E148 Safari/604.1"
)
WHATSAPP = "WhatsApp/2.23.20.0 A"
CURL = "curl/8.5.0"
KINDS = {PHONE: "human", IPHONE: "human", WHATSAPP: "preview", CURL: "bot"}

DAY = "2026-11-20"
NEXT_DAY = "2026-11-21"
NOON = int(datetime(2026, 11, 20, 12, tzinfo=UTC).timestamp() * 1000)
HOUR = 3_600_000

Counts = dict[tuple[int, str], tuple[int, int, int, int]]


def line(
    number: int,
    ms: int = NOON,
    *,
    link: int = 7,
    workspace: int = 3,
    address: str = "114.124.1.1",
    agent: str = PHONE,
    outcome: str = "r",
    referrer: str = "https://www.instagram.com/p/1",
    language: str = "id-ID,id;q=0.9",
    query: str = "utm_source=wa",
    flags: str = "",
) -> bytes:
    """One record."""
    return (
        f"1\t{'ab' * 8}-{number}\t{ms}\t{outcome}\t{workspace}\t{link}\ts{link}\tkliqs.me\tGET\t{address}\t{agent}"
        f"\t{referrer}\t{language}\t{query}\t{flags}\n"
    ).encode()


def random_lines(chance: random.Random, count: int, first: int = 0, span_ms: int = 30 * HOUR) -> bytes:
    """Clicks of few links by few visitors, so that many come back; over more than a day, and not in order."""
    return b"".join(
        line(
            first + number,
            NOON + chance.randrange(span_ms),
            link=chance.randrange(1, 6),
            address=f"114.124.{chance.randrange(3)}.{chance.randrange(4)}",
            agent=chance.choice(list(KINDS)),
            outcome=chance.choices("reu", (18, 1, 1))[0],
            flags=chance.choice(("", "", "", "q", "p", "dg")),
        )
        for number in range(count)
    )


def recount(lines: bytes) -> Counts:
    """`(link, day) -> (human, preview, bot, visitors)`, counted in the simplest way."""
    kinds: dict[tuple[int, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    people: dict[tuple[int, str], set[tuple[str, str]]] = defaultdict(set)
    for record in lines.decode("ascii").splitlines():
        _, _, ms, outcome, _, link, _, _, _, address, agent, _, _, _, flags = record.split("\t")
        if outcome != "r":
            continue
        key = (int(link), datetime.fromtimestamp(int(ms) / 1000, UTC).date().isoformat())
        kind = KINDS[agent]
        if kind == "human" and "p" in flags:
            kind = "preview"
        kinds[key][kind] += 1
        if kind == "human":
            people[key].add((address, agent))
    return {key: (seen["human"], seen["preview"], seen["bot"], len(people[key])) for key, seen in sorted(kinds.items())}
