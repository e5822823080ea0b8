"""What of each block a template needs: what is shown at a moment, in the page's language and time zone."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date

from kliqs.bio import blocks
from kliqs.bio.document import Document
from kliqs.bio.embeds import TITLES, embed_of
from kliqs.bio.money import LOCALES, price_text
from kliqs.bio.networks import NETWORKS, drawing
from kliqs.bio.prose import to_html
from kliqs.pictures.names import size_of

FRAMES = {"16 / 9": "wide", "9 / 16": "tall", "4 / 5": "post", "": "track"}


def boundaries(document: Document) -> list[datetime]:
    """The moments at which a page changes by itself, in order."""
    moments = set()
    for block in document.blocks:
        if block.hidden:
            continue
        moments |= {moment for moment in (block.starts_at, block.ends_at) if moment}
        if isinstance(block, blocks.Countdown):
            moments.add(block.until)
    return sorted(moments)


def shown_at(document: Document, now: datetime) -> list[blocks.AnyBlock]:
    """The blocks that a visitor sees at a moment."""
    return [block for block in document.blocks if _is_shown(block, now)]


def _is_shown(block: blocks.AnyBlock, now: datetime) -> bool:
    if block.hidden or (block.starts_at and now < block.starts_at) or (block.ends_at and now >= block.ends_at):
        return False
    return not (isinstance(block, blocks.Countdown) and now >= block.until and not block.afterwards)


def contexts(document: Document, slug: str, now: datetime) -> Iterator[dict[str, Any]]:
    """A context for each shown block: the block, its template, where its button leads, and what is worked out."""
    for block in shown_at(document, now):
        kind = str(type(block).__struct_config__.tag)
        yield {
            "block": block,
            "kind": kind,
            "template": f"bio/blocks/{kind}.html",
            "href": f"/{slug}/~{block.id}",
            **_worked_out(block, document, now),
        }


def _worked_out(block: blocks.AnyBlock, document: Document, now: datetime) -> dict[str, Any]:
    language = document.options.language
    match block:
        case blocks.Link():
            return {"picture": picture(block.picture), "icon": drawing(block.icon) if block.icon else ""}
        case blocks.Prose():
            return {"html": to_html(block.text)}
        case blocks.Image():
            return {"picture": picture(block.picture)}
        case blocks.Qris():
            return {"picture": picture(block.picture)}
        case blocks.Socials():
            return {
                "accounts": [(each.network, NETWORKS[each.network], drawing(each.network)) for each in block.accounts]
            }
        case blocks.Embed():
            return _embed(block)
        case blocks.Product():
            prices = [
                price and price_text(price.amount, price.currency, language)
                for price in (block.price, block.price_before)
            ]
            return {"picture": picture(block.picture), "price": prices[0], "price_before": prices[1]}
        case blocks.Faq():
            return {"questions": [(each.question, to_html(each.answer)) for each in block.questions]}
        case blocks.WhatsApp():
            return {"icon": drawing("whatsapp")}
        case blocks.Countdown():
            return {"is_over": now >= block.until, "until": moment_text(block.until, document)}
    return {}


def _embed(block: blocks.Embed) -> dict[str, Any]:
    embed = embed_of(block.url)
    assert embed is not None, "the address was checked"
    frame = "list" if embed.height > 200 else FRAMES[embed.ratio]
    return {"embed": embed, "site": TITLES[embed.provider], "frame": frame, "picture": picture(block.picture)}


def picture(path: str) -> dict[str, Any] | None:
    """A picture with the room it takes, so that nothing moves when it arrives."""
    if not path:
        return None
    width, height = size_of(path) or (None, None)
    return {"path": path, "width": width, "height": height}


def moment_text(moment: datetime, document: Document) -> str:
    """`Sabtu, 5 Desember 2026, 20.00 WIB`."""
    local = moment.astimezone(ZoneInfo(document.options.time_zone))
    language = document.options.language
    day = format_date(local, "EEEE, d MMMM y", locale=LOCALES[language])
    clock = local.strftime("%H.%M" if language == "id" else "%H:%M")
    return f"{day}, {clock} {local.strftime('%Z')}"
