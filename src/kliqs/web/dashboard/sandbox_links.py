"""The newest links that a workspace's test keys have made."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from kliqs.accounts.models import Workspace
from kliqs.clicks.listing import LinkFilter, ListedLink, list_links
from kliqs.database import Connection, Database
from kliqs.routes.sandboxes import domain_of, ends_at, origin_of
from kliqs.settings import load

NEWEST = 20


@dataclass(frozen=True, slots=True)
class TestLink:
    """A link of the sandbox as the table shows it. `ends_at` is UTC."""

    link: ListedLink
    short_url: str
    ends_at: datetime | None

    @property
    def address(self) -> str:
        """Without `http://`, as people read it."""
        return self.short_url.partition("://")[2]


def newest_test_links(workspace: Workspace) -> list[TestLink]:
    """Of the workspace's sandbox, where it has one."""
    sandbox = Workspace.objects.filter(sandbox_of=workspace).first()
    if sandbox is None:
        return []
    domain_id, settings = domain_of(sandbox.pk), load()
    with closing(Connection(Database(settings.database_url), read_only=True)) as connection:
        links = list_links(connection, sandbox.pk, LinkFilter(), datetime.now(UTC), size=NEWEST).links
    return [
        TestLink(
            link, f"{origin_of(domain_id, settings)}/{link.slug}", ends_at(domain_id, link.created_at, link.expires_at)
        )
        for link in links
    ]
