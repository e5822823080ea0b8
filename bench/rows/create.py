"""API creates, durable: each answered 201 is on the disk. On SQLite against a bare ASGI echo of the same request on the
same uvicorn; on PostgreSQL against SQLite.

Kliqs has one core. PostgreSQL has the load's core, as if it stood elsewhere.
"""

from bench.kliqs import Kliqs
from bench.load import Load, load
from bench.peers.echo import echo
from bench.peers.postgres import postgres
from bench.places import SCRIPTS, WORK, Effort
from bench.report import Count, Line, Report
from bench.rounds import Contender, Rounds, alternate

BUDGET = 0.20
POSTGRES_BUDGET = 0.7


class Maker:
    """Creates over the API of one server, counted."""

    def __init__(self, kliqs: Kliqs, effort: Effort) -> None:
        self._kliqs = kliqs
        self._effort = effort
        self._answered = 0
        self._most_sent = 0

    def create(self) -> Load:
        seen = post(self._kliqs.base, self._kliqs.key, self._effort)
        self._answered += seen.answered
        self._most_sent += seen.most_sent
        return seen

    def count(self, what: str) -> Count:
        """Links that exist, against answers and requests."""
        return Count(what, self._answered, self._kliqs.links_made(), self._most_sent)


def measure(effort: Effort) -> Report:
    with (
        postgres() as (database, url),
        Kliqs(WORK / "create") as on_sqlite,
        Kliqs(WORK / "create-postgres", {"KLIQS_DATABASE_URL": url}) as on_postgres,
        echo(WORK) as peer,
    ):
        sqlite, postgresql = Maker(on_sqlite, effort), Maker(on_postgres, effort)

        def post_to_echo() -> Load:
            return post(f"http://127.0.0.1:{peer.port}", on_sqlite.key, effort)

        for warm_up in (sqlite.create, postgresql.create, post_to_echo):
            warm_up()
        contenders = [
            Contender("echo", peer, post_to_echo),
            Contender("sqlite", on_sqlite.server, sqlite.create),
            Contender("postgresql", on_postgres.server, postgresql.create, beside=(database,)),
        ]
        seen = alternate(contenders, effort.rounds)
        counts = [sqlite.count("links created on SQLite"), postgresql.count("links created on PostgreSQL")]
    return Report([_against_echo(seen), _against_sqlite(seen)], counts)


def post(base: str, key: str, effort: Effort) -> Load:
    """One run of POSTs."""
    return load(base, effort.seconds, effort.connections, SCRIPTS / "create.lua", (key,))


def _against_echo(seen: Rounds) -> Line:
    return Line(
        what="API create, SQLite, durable",
        figure=seen.figure("sqlite", " creates"),
        peer=f"bare ASGI echo {seen.figure('echo')}",
        ratio=seen.ratio("sqlite", "echo"),
        budget=BUDGET,
        details={"others": seen.others},
    )


def _against_sqlite(seen: Rounds) -> Line:
    return Line(
        what="API create, PostgreSQL, durable",
        figure=seen.figure("postgresql", " creates"),
        peer=f"SQLite {seen.figure('sqlite', ' creates')}",
        ratio=seen.ratio("postgresql", "sqlite"),
        budget=POSTGRES_BUDGET,
        details={"others": seen.others},
    )
