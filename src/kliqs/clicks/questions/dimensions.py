"""What clicks can be told apart by. The names are those of the API and of addresses of the dashboard."""

from dataclasses import dataclass
from typing import Literal

LinkAttribute = Literal["tag", "destination", "key"]


@dataclass(frozen=True, slots=True)
class Dimension:
    """`sql` gives a click's value as text, "" where it is not known; the columns are the store's. `link_attribute`
    names what belongs to the link instead, as it is now. `kind` where only such clicks have a value."""

    name: str
    sql: str = ""
    kind: Literal["human", "preview", "bot"] | None = None
    link_attribute: LinkAttribute | None = None


def _column(name: str) -> Dimension:
    return Dimension(name, name)


# A region is only itself within its country, a city within its region: `ID/West Java/Bandung`.
REGION = "CASE WHEN region = '' THEN '' ELSE country || '/' || region END"
CITY = "CASE WHEN city = '' THEN '' ELSE country || '/' || region || '/' || city END"

DIMENSIONS: dict[str, Dimension] = {
    each.name: each
    for each in (
        Dimension("link", "link"),
        Dimension("tag", link_attribute="tag"),
        Dimension("destination", link_attribute="destination"),
        Dimension("key", link_attribute="key"),
        _column("country"),
        Dimension("region", REGION),
        Dimension("city", CITY),
        _column("device"),
        _column("os"),
        _column("browser"),
        _column("referrer_host"),
        _column("referrer"),
        Dimension("preview_app", "app", kind="preview"),
        Dimension("bot", "app", kind="bot"),
        _column("language"),
        _column("utm_source"),
        _column("utm_medium"),
        _column("utm_campaign"),
        _column("utm_term"),
        _column("utm_content"),
        Dimension("qr", "CASE WHEN qr THEN 'yes' ELSE 'no' END"),
        _column("host"),
    )
}
