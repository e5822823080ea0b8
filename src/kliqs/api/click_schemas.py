"""What questions about clicks are answered with, as it stands in `data`."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kliqs.api.words import Moment, PreciseMoment
from kliqs.clicks.questions.calendar import INTERVALS
from kliqs.clicks.questions.dimensions import DIMENSIONS
from kliqs.clicks.questions.scope import Kind

GroupBy = Annotated[str | None, Meta(extra_json_schema={"enum": [*INTERVALS, *DIMENSIONS, None]})]


class ClickCountsOut(msgspec.Struct):
    """Clicks of people, link previews and bots; `visitors` are people of a UTC day, added up over days."""

    human: int
    preview: int
    bot: int
    visitors: int


class AnalyticsRowOut(msgspec.Struct):
    """Of one group: `value` as filters take it and `label` for people, or `start` of a stretch of time. `before` is
    null unless asked for, and where single clicks of the period before are gone, so that it cannot be told whole."""

    value: str
    label: str
    start: str | None
    human: int
    preview: int
    bot: int
    visitors: int
    before: ClickCountsOut | None


class AnalyticsOut(msgspec.Struct):
    """An answer about clicks. Where single clicks are gone, `told_from` says from when it can still tell, and
    `is_whole` whether that is the whole period. `values` is how many values the dimension has, of which pages list the
    first 1,000; null over time and in all."""

    group_by: GroupBy
    since: Moment
    until: Moment
    told_from: Moment
    is_whole: bool
    values: int | None
    rows: list[AnalyticsRowOut]


class OrphanOut(msgspec.Struct):
    """An address that was visited in vain: why, how often, and when last."""

    host: str
    slug: str
    reason: Literal["unknown", "deleted", "expired"]
    visits: int
    last_at: Moment


class OrphansOut(msgspec.Struct):
    """The addresses most visited in vain; `values` is how many there are in all. They are told from single visits: as
    in an answer about clicks, `told_from` and `is_whole` say how far back those reach."""

    since: Moment
    until: Moment
    told_from: Moment
    is_whole: bool
    values: int
    rows: list[OrphanOut]


class ListedFromOut(msgspec.Struct):
    """Beside a list of clicks: from when on there are single ones, and whether that is the whole period."""

    told_from: Annotated[Moment, Meta(description="From when on single clicks are there; older ones were dropped.")]
    is_whole: Annotated[bool, Meta(description="Whether that is the whole period asked for.")]


class ClickOut(msgspec.Struct):
    """One click. `link` is the link's `id`, for a view or a press of a bio page the number that `group_by=link` has,
    empty when the link is gone for good; what is not known is empty."""

    id: str
    time: PreciseMoment
    link: str
    slug: str
    kind: Kind
    app: str
    device: str
    os: str
    browser: str
    country: str
    region: str
    city: str
    referrer: str
    referrer_host: str
    language: str
    utm_source: str
    utm_medium: str
    utm_campaign: str
    utm_term: str
    utm_content: str
    qr: bool
    host: str
