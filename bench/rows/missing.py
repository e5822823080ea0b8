"""Redirects that are not in the cache: every request asks for another link, and the cache holds far fewer than that.

Against the hot redirect of the same server, from a database of ten thousand links; and the same from a large one.
"""

from dataclasses import dataclass

from bench.kliqs import Kliqs
from bench.load import Load, load
from bench.many_links import STRIDE, many_links, read_through, slug, walk
from bench.places import SCRIPTS, Effort
from bench.report import Line, Report
from bench.rounds import Contender, Rounds, alternate

FEW_LINKS = 10_000
SMALL_CACHE = {"KLIQS_CACHE_LINKS": "100"}
BUDGET = 0.3
GROWTH_BUDGET = 1 / 1.3  # of the small database's speed


@dataclass(slots=True)
class Walker:
    """One server, asked for all the links of its database in turn."""

    kliqs: Kliqs
    links: int
    effort: Effort
    at: int = 0

    def miss(self) -> Load:
        """Each request asks for another link; the next run goes on where this one ends."""
        script, arguments = SCRIPTS / "walk.lua", walk(self.links, self.at)
        seen = load(self.kliqs.base, self.effort.seconds, self.effort.connections, script, arguments)
        self.at = (self.at + STRIDE * seen.most_sent) % self.links
        return self.kliqs.visited(seen)

    def hit(self) -> Load:
        url = f"{self.kliqs.base}/{slug(0)}"
        return self.kliqs.visited(load(url, self.effort.seconds, self.effort.connections))


def measure(effort: Effort) -> Report:
    few, many = many_links(FEW_LINKS), many_links(effort.many_links)
    read_through(many)
    with Kliqs(few, SMALL_CACHE, is_fresh=False) as small, Kliqs(many, SMALL_CACHE, is_fresh=False) as large:
        in_few, in_many = Walker(small, FEW_LINKS, effort), Walker(large, effort.many_links, effort)
        in_few.hit()
        in_few.miss()
        in_many.miss()
        contenders = [
            Contender("hit", small.server, in_few.hit),
            Contender("miss", small.server, in_few.miss),
            Contender("miss among many", large.server, in_many.miss),
        ]
        seen = alternate(contenders, effort.rounds)
        counts = [small.count("misses and hits, few links"), large.count("misses, many links")]
    return Report([_against_hits(seen), _against_few(seen, effort.many_links)], counts)


def _against_hits(seen: Rounds) -> Line:
    return Line(
        what=f"redirect not in the cache, {FEW_LINKS:,} links",
        figure=seen.figure("miss"),
        peer=f"hot {seen.figure('hit')}",
        ratio=seen.ratio("miss", "hit"),
        budget=BUDGET,
        details={"others": seen.others},
    )


def _against_few(seen: Rounds, links: int) -> Line:
    return Line(
        what=f"the same, {links:,} links",
        figure=seen.figure("miss among many"),
        peer=f"{FEW_LINKS:,} links {seen.figure('miss')}",
        ratio=seen.ratio("miss among many", "miss"),
        budget=GROWTH_BUDGET,
        details={"others": seen.others},
    )
