"""A shop with links, tags and keys, whose clicks questions are asked of."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from cast import SHOP
from clicks.conftest import Store
from kliqs.accounts.models import ApiKey, Workspace
from kliqs.clicks.questions.asking import ClickReader
from kliqs.links.models import Link, LinkTag, Tag
from kliqs.settings import Settings

URL = os.environ.get("KLIQS_TEST_CLICKS_URL", "")


@dataclass(frozen=True, slots=True)
class Shop:
    """A workspace with its clicks."""

    store: Store
    reader: ClickReader
    workspace_id: int

    def link(self, slug: str, *tags: str, key: ApiKey | None = None, destination: str = "", **more: Any) -> Link:
        """A link's row; `links.creation` would have it answer too, which no question needs."""
        now = datetime(2026, 11, 1, tzinfo=UTC)
        number = Link.objects.count() + 1
        link = Link.objects.create(
            public_id=f"0190a0b0-0000-7000-8000-{number:012x}", workspace_id=self.workspace_id, domain_id=1, slug=slug,
            destination=destination or f"https://toko.example/{slug}", created_by_key=key, created_at=now,
            updated_at=now, **more,
        )  # fmt: skip
        for name in tags:
            tag, _ = Tag.objects.get_or_create(
                workspace_id=self.workspace_id, folded=name.lower(), defaults={"name": name}
            )
            LinkTag.objects.create(link=link, tag=tag)
        return link

    def key(self, name: str) -> ApiKey:
        return ApiKey.objects.create(
            workspace_id=self.workspace_id, name=name, hash=name, prefix="kliqs", last_four="0000"
        )

    def visited(self, lines: bytes, segment: str = "a") -> None:
        """These lines of the log are loaded."""
        self.store.segment(segment, lines)
        self.store.load()
        if self.store.settings.uses_clickhouse:
            ship(self.store)


@contextmanager
def open_shop(store: Store) -> Iterator[Shop]:
    """Over a store's database, which must be the one behind the models."""
    workspace = Workspace.objects.create(name=SHOP, plan="unlimited", created_at=datetime(2020, 1, 1, tzinfo=UTC))
    store = replace(store, settings=_with_engine(store.settings))
    reader = ClickReader(store.settings)
    yield Shop(store, reader, workspace.pk)
    reader.close()


def _with_engine(settings: Settings) -> Settings:
    """On ClickHouse, with tables as new."""
    if not URL:
        return settings
    import clickhouse_connect

    client = clickhouse_connect.get_client(dsn=URL)
    for table in ("clicks", "click_totals"):
        client.command(f"DROP TABLE IF EXISTS {table} SYNC")
    client.close()
    return msgspec.structs.replace(settings, clicks_url=URL)


def ship(store: Store) -> None:
    from kliqs.clicks.loader.shipping import Shipping

    shipping = Shipping(store.db, store.files, store.settings.clicks_url)
    while shipping.ship():  # for a second at a time
        pass
    shipping.close()
    assert not shipping.problem
