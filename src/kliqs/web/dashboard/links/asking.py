"""What a person asks of the table: read from the query string, so that an address can be kept, shared and reloaded."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kliqs.clicks.link_orders import Sort
from kliqs.clicks.listing import LinkFilter, Status

SORT_NAMES: dict[Sort, Promise] = {
    "newest": gettext_lazy("Newest first"),
    "oldest": gettext_lazy("Oldest first"),
    "clicks": gettext_lazy("Most clicks"),
    "slug": gettext_lazy("By name, A to Z"),
    "expiry": gettext_lazy("Expiring soonest"),
}
STATUS_NAMES: dict[Status, Promise] = {
    "current": gettext_lazy("All but archived"),
    "active": gettext_lazy("Active"),
    "expired": gettext_lazy("Expired"),
    "archived": gettext_lazy("Archived"),
    "disabled": gettext_lazy("Disabled"),
    "all": gettext_lazy("All links"),
}
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter and a place in its list, as the query string says them."""

    filter: LinkFilter
    cursor: str = ""

    @property
    def query(self) -> str:
        """The query string of the same list from its start; empty for the plain one."""
        wanted, plain = self.filter, LinkFilter()
        parts: dict[str, str] = {}
        if wanted.search:
            parts["q"] = wanted.search
        if wanted.status != plain.status:
            parts["status"] = wanted.status
        if wanted.tag:
            parts["tag"] = wanted.tag
        if wanted.has_password is not None:
            parts["password"] = "yes" if wanted.has_password else "no"
        if wanted.key_id is not None:
            parts["key"] = str(wanted.key_id)
        if wanted.sort != plain.sort:
            parts["sort"] = wanted.sort
        return urlencode(parts)

    @property
    def is_plain(self) -> bool:
        """Whether nothing is left out but archived links, so that an empty list means there are no links."""
        return replace(self.filter, sort="newest") == LinkFilter()


def read_asked(query: Mapping[str, Any]) -> Asked:
    """Unknown and broken values mean the same as none: an address somebody shortened by hand still shows links."""
    sort, status, key = query.get("sort"), query.get("status"), query.get("key", "")
    wanted = LinkFilter(
        search=query.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        status=next((each for each in STATUS_NAMES if each == status), "current"),
        tag=query.get("tag", "").replace("\x00", "")[:50],
        has_password={"yes": True, "no": False}.get(query.get("password", "")),
        key_id=int(key) if key.isascii() and key.isdigit() and len(key) < 16 else None,
        sort=next((each for each in SORT_NAMES if each == sort), "newest"),
    )
    return Asked(wanted, query.get("cursor", ""))
