"""What plain Python counts in lines of the log, for answers to be held against."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from clicks.world import CURL, IPHONE, PHONE, WHATSAPP
from kliqs.clicks.questions.answers import Counts

SYSTEMS = {PHONE: ("Android", "Chrome Mobile"), IPHONE: ("iOS", "Mobile Safari"), WHATSAPP: ("", ""), CURL: ("", "")}
KINDS = {PHONE: "human", IPHONE: "human", WHATSAPP: "preview", CURL: "bot"}

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Line:
    """A click of the log, and what is said of its user agent."""

    id: str
    ms: int
    link: int
    kind: str
    os: str
    browser: str
    address: str
    agent: str
    query: str
    flags: str

    @property
    def visitor(self) -> tuple[str, str, int]:
        return self.address, self.agent, self.ms // 86_400_000

    @property
    def time(self) -> datetime:
        return datetime.fromtimestamp(self.ms / 1000, UTC)


def clicks_in(lines: bytes, since_ms: int = 0, until_ms: int = 1 << 60) -> list[Line]:
    """The redirects among the lines, from one moment until just before another."""
    found = []
    for record in lines.decode("ascii").splitlines():
        _, key, ms, outcome, _, link, _, _, _, address, agent, _, _, query, flags = record.split("\t")
        if outcome == "r" and since_ms <= int(ms) < until_ms:
            kind = "preview" if KINDS[agent] == "human" and "p" in flags else KINDS[agent]
            found.append(Line(key, int(ms), int(link), kind, *SYSTEMS[agent], address, agent, query, flags))
    return found


def counted(clicks: Iterable[Line]) -> Counts:
    """Clicks by kind, and people of each UTC day."""
    clicks = list(clicks)
    kinds = [click.kind for click in clicks]
    people = {click.visitor for click in clicks if click.kind == "human"}
    return Counts(kinds.count("human"), kinds.count("preview"), kinds.count("bot"), len(people))


def counted_by(clicks: Iterable[Line], key: Callable[[Line], Key]) -> dict[Key, Counts]:
    groups: dict[Key, list[Line]] = defaultdict(list)
    for click in clicks:
        groups[key(click)].append(click)
    return {each: counted(some) for each, some in groups.items()}
