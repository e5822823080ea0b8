"""What the short path of each button answers: `/<slug>/~<block>` leads on, or hands out a file."""

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from kliqs.bio import blocks
from kliqs.bio.vcards import vcard
from kliqs.links.whatsapp import whatsapp_address
from kliqs.routes.ready_pages import Found, Press

MAPS = "https://www.google.com/maps/search/?"


def presses_of(block: blocks.AnyBlock) -> Iterator[tuple[str, Press]]:
    """The block's buttons by name; a block with one has it under its own id."""
    match block:
        case blocks.Link() | blocks.Product() | blocks.Embed():
            yield block.id, _to(block.url)
        case blocks.Image() if block.url:
            yield block.id, _to(block.url)
        case blocks.Socials():
            for account in block.accounts:
                yield f"{block.id}.{account.network}", _to(account.url)
        case blocks.WhatsApp():
            yield block.id, _to(whatsapp_address(block.phone, block.message))
        case blocks.Qris():
            yield block.id, _to(block.picture)
        case blocks.Map():
            yield block.id, _to(block.url or MAPS + urlencode({"api": "1", "query": f"{block.place}, {block.address}"}))
        case blocks.Contact():
            yield from _contact(block)


def _contact(block: blocks.Contact) -> Iterator[tuple[str, Press]]:
    if block.phone:
        yield f"{block.id}.phone", _to("tel:" + quote("".join(c for c in block.phone if c in "+0123456789"), safe="+"))
    if block.email:
        yield f"{block.id}.email", _to("mailto:" + quote(block.email, safe="@"))
    if block.website:
        yield f"{block.id}.website", _to(block.website)
    fields = [
        ("content-type", "text/vcard; charset=utf-8"),
        ("content-disposition", 'attachment; filename="contact.vcf"'),
    ]
    yield f"{block.id}.card", Press(Found(200, fields, vcard(block).encode()))


def _to(location: str) -> Press:
    return Press(Found(302, [("location", location)], b""))
