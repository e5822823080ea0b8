"""Every kind of page of the dashboard's table, in a workspace of 100,000 links: first and deep pages, orders, search,
tag, status. One signed-in person's request at a time, timed at the client; what is told is the slowest kind's median.
"""

import random
import sqlite3
import statistics
import time
import uuid

import httpx

from bench.kliqs import Kliqs
from bench.person import sign_in
from bench.places import WORK, Effort
from bench.processes import BenchFailed
from bench.report import Line, Report

LINKS = 100_000
BUDGET_MS = 150.0
FETCHES = 9
WORDS = ("kopi", "promo", "menu", "diskon", "katalog", "lebaran", "gratis", "ongkir")
MOMENT = "2026-{:02d}-{:02d} 0{}:00:00"

KINDS = {
    "first page": "",
    "oldest": "sort=oldest",
    "most clicks": "sort=clicks",
    "by name": "sort=slug",
    "by expiry": "sort=expiry",
    "search, many": "q=kopi",
    "search, one": "q=l0012345",
    "search, none": "q=tidakada",
    "tag": "tag=promo",
    "tag by clicks": "tag=promo&sort=clicks",
    "active": "status=active",
    "expired": "status=expired",
    "archived": "status=archived",
    "all": "status=all",
    "with password": "password=yes",
}
DEEP = ("", "sort=oldest", "sort=clicks", "sort=slug", "tag=promo")
PAGES_DEEP = 20


def measure(effort: Effort) -> Report:
    with Kliqs(WORK / "table") as kliqs:
        _fill(kliqs)
        host = f"dash.{kliqs.domain}"
        headers = {"Host": host, "Cookie": sign_in(kliqs, host)}
        with httpx.Client(base_url=kliqs.base, headers=headers, timeout=60) as person:
            kinds = {kind: f"/links?{query}" for kind, query in KINDS.items()}
            kinds |= {f"page {PAGES_DEEP} of {query or 'newest'}": _deep(person, query) for query in DEEP}
            fetches = 3 if effort.is_quick else FETCHES
            seen = {kind: _median_ms(person, path, fetches) for kind, path in kinds.items()}
    slowest = max(seen, key=lambda kind: seen[kind])
    line = Line(
        what=f"the table's slowest page ({slowest}), {LINKS:,} links",
        figure=f"{seen[slowest]:.0f} ms",
        peer=f"median of {len(seen)} kinds {statistics.median(seen.values()):.0f} ms",
        ratio=seen[slowest] / BUDGET_MS,
        budget=1.0,
        is_ceiling=True,
        details={kind: round(ms, 1) for kind, ms in seen.items()},
    )
    return Report([line], [])


def _median_ms(person: httpx.Client, path: str, fetches: int) -> float:
    took = []
    for _ in range(fetches + 1):
        began = time.perf_counter()
        answer = person.get(path)
        took.append((time.perf_counter() - began) * 1_000)
        if answer.status_code != 200:
            raise BenchFailed(f"{path} answered {answer.status_code}")
    return statistics.median(took[1:])


def _deep(person: httpx.Client, query: str) -> str:
    """The address of a page far down, reached as a person reaches it: by `Show more`."""
    path = f"/links?{query}"
    for _ in range(PAGES_DEEP):
        page = person.get(path, headers={"HX-Request": "true"}).text
        _, mark, rest = page.partition("cursor=")
        if not mark:
            raise BenchFailed(f"{path} leads no further")
        path = f"/links?{query}&cursor={rest.partition(chr(34))[0]}"
    return path


def _fill(kliqs: Kliqs) -> None:
    """Links, Routes, tags and counts by bulk SQL, as different as a shop's are."""
    chance = random.Random(7)
    connection = sqlite3.connect(f"{kliqs.directory}/kliqs.sqlite3")
    with connection:
        (workspace,) = connection.execute("SELECT MIN(id) FROM accounts_workspace").fetchone()
        tags = {
            word: connection.execute(
                "INSERT INTO links_tag (workspace_id, name, folded) VALUES (?, ?, ?) RETURNING id",
                (workspace, word, word),
            ).fetchone()[0]
            for word in WORDS
        }
        links, routes, tagged, totals = [], [], [], []
        for number in range(1, LINKS + 1):
            slug, moment = f"l{number:07d}", MOMENT.format(1 + number % 12, 1 + number % 28, number % 10)
            destination = f"https://marketku.id/{chance.choice(WORDS)}/{number}"
            expires = (None, None, None, "2026-02-01 00:00:00", "2099-02-01 00:00:00")[number % 5]
            links.append(
                (
                    number, uuid.UUID(int=number).hex, workspace, slug, destination,
                    f"{chance.choice(WORDS)} {chance.choice(WORDS)} {number}", expires, moment, moment,
                    moment if number % 11 == 0 else None, "x" if number % 13 == 0 else "",
                )
            )  # fmt: skip
            routes.append((slug, number, workspace, destination))
            tagged.append((number, tags[chance.choice(WORDS)]))
            totals.append((number, workspace, chance.randrange(10_000), chance.randrange(100)))
        connection.executemany(
            "INSERT INTO links_link (id, public_id, workspace_id, domain_id, slug, destination, title, expires_at,"
            " created_at, updated_at, archived_at, password_hash) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)",
            links,
        )
        connection.executemany(
            "INSERT INTO routes_route (domain_id, slug, target, workspace_id, destination) VALUES (1, ?, ?, ?, ?)",
            routes,
        )
        connection.executemany("INSERT INTO links_linktag (link_id, tag_id) VALUES (?, ?)", tagged)
        connection.executemany(
            "INSERT INTO clicks_linktotal (link_id, workspace_id, human, preview) VALUES (?, ?, ?, ?)", totals
        )
        connection.execute("UPDATE accounts_workspace SET link_count = ? WHERE id = ?", (LINKS, workspace))
    connection.close()
