"""The resources of `/api/v1` as they stand in `data`. Promised names are never renamed; fields may be added."""

from datetime import UTC, datetime
from functools import lru_cache

import msgspec

from kliqs.accounts.usage import Usage, month_end, month_start
from kliqs.clicks.counts import LinkCounts
from kliqs.links.creation import Created, NewLink
from kliqs.links.reading import LinkRow


class LinkOut(msgspec.Struct):
    """A link. Times are UTC, RFC 3339, whole seconds."""

    id: str
    short_code: str
    short_url: str
    destination_url: str
    title: str | None
    description: str | None
    expires_at: str | None
    has_password: bool
    created_at: str


class ClicksOut(msgspec.Struct):
    """Clicks so far. `unique` counts human visitors a UTC day and adds the days up."""

    human: int
    preview: int
    bot: int
    unique: int


class LinkWithClicksOut(LinkOut):
    clicks: ClicksOut


class QuotaOut(msgspec.Struct):
    """`limit` and `left` are null where the plan has no limit."""

    used: int
    limit: int | None
    left: int | None


class UsageOut(msgspec.Struct):
    """The workspace's month against its plan."""

    plan: str
    month: str
    starts_at: str
    resets_at: str
    requests: QuotaOut
    links: QuotaOut


def new_link_out(link: NewLink, origin: str) -> LinkOut:
    draft = link.draft
    return LinkOut(
        id=str(link.public_id),
        short_code=link.slug,
        short_url=f"{origin}/{link.slug}",
        destination_url=draft.destination,
        title=draft.title or None,
        description=draft.description or None,
        expires_at=None if draft.expires_at is None else rfc3339(draft.expires_at),
        has_password=draft.password is not None,
        created_at=rfc3339(link.created_at),
    )


def link_out(link: LinkRow, clicks: LinkCounts, origin: str) -> LinkWithClicksOut:
    return LinkWithClicksOut(
        id=str(link.public_id),
        short_code=link.slug,
        short_url=f"{origin}/{link.slug}",
        destination_url=link.destination,
        title=link.title or None,
        description=link.description or None,
        expires_at=None if link.expires_at is None else rfc3339(link.expires_at),
        has_password=link.has_password,
        created_at=rfc3339(link.created_at),
        clicks=ClicksOut(clicks.human, clicks.preview, clicks.bot, clicks.unique),
    )


def usage_out(usage: Usage, now: datetime) -> UsageOut:
    return UsageOut(
        plan=usage.plan.name,
        month=usage.month,
        starts_at=rfc3339(month_start(now)),
        resets_at=rfc3339(month_end(now)),
        requests=_quota(usage.requests, usage.plan.requests_per_month, usage.requests_left),
        links=_quota(usage.links, usage.plan.links, usage.links_left),
    )


@lru_cache(maxsize=64)  # a batch shares its moment
def rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _quota(used: int, limit: int, left: int) -> QuotaOut:
    return QuotaOut(used, None, None) if limit < 0 else QuotaOut(used, limit, left)


def kept_answer(created: Created, origin: str) -> str:
    """The `data` of a created link as JSON, as it is kept under an Idempotency-Key."""
    assert created.link is not None
    return msgspec.json.encode(new_link_out(created.link, origin)).decode()
