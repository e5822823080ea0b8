"""The kinds of blocks that a page is made of. A field's annotation holds its rule: `rules` checks by it."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from kliqs.bio.embeds import embed_of
from kliqs.bio.money import currencies, read_amount
from kliqs.bio.nesting import Item, Many
from kliqs.bio.networks import NETWORKS
from kliqs.bio.rules import Address, Flag, Json, Matching, Moment, OneOf, Picture, Refer, Text, refused
from kliqs.checking import Check, text
from kliqs.errors import KliqsError
from kliqs.links.whatsapp import MAX_MESSAGE, MAX_NUMBER, international
from kliqs.settings import Settings

ID = re.compile(r"[a-z0-9-]{1,24}")
AMOUNT = r"^[0-9]{1,12}(\.[0-9]{1,4})?$"
PHONE = re.compile(r"\+?[0-9][0-9 ().-]{5,24}")
EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*\.)+[A-Za-z]{2,24}")

Label = Annotated[str, Text(120)]
NeededLabel = Annotated[str, Text(120, is_needed=True)]
Lines = Annotated[str, Text(500)]
NeededAddress = Annotated[str, Address(is_needed=True)]
AnyPicture = Annotated[str, Picture()]
NeededPicture = Annotated[str, Picture(is_needed=True)]
Phone = Annotated[str, Matching(PHONE, "a telephone number such as +62 812 3456 7890")]


class Price(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`amount` in units of the currency, not cents."""

    amount: Decimal
    currency: str


class PriceRule:
    """`{"amount": 25000, "currency": "IDR"}`, or nothing."""

    def __call__(self, name: str) -> Check:
        def check(value: Any, _: Settings, __: datetime) -> Price | None:
            if value is None:
                return None
            if not isinstance(value, dict) or not value.keys() <= {"amount", "currency"}:
                raise refused(name, "must be an object with `amount` and `currency`.")
            currency = value.get("currency", "IDR")
            if not isinstance(currency, str) or currency not in currencies():
                raise refused(name, "must be in a currency of ISO 4217, such as IDR.")
            amount = read_amount(value.get("amount"))
            if amount is None:
                raise refused(name, "must have an amount such as 25000 or 12.50.")
            return Price(amount, currency)

        return check

    def schema(self, _: Refer) -> Json:
        amount = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": AMOUNT}]}
        properties = {
            "amount": amount | {"description": "In units of the currency, not cents."},
            "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "default": "IDR"},
        }
        price = {"type": "object", "properties": properties, "required": ["amount"], "additionalProperties": False}
        return {"anyOf": [price, {"type": "null"}]}


class EmbedRule:
    """The address of a video, post or record that can be shown."""

    is_needed = True

    def __call__(self, name: str) -> Check:
        needed = Address(is_needed=True)(name)

        def check(value: Any, settings: Settings, now: datetime) -> str:
            address: str = needed(value, settings, now)
            if embed_of(address) is None:
                raise refused(
                    name,
                    "must be the full address of a YouTube or TikTok video, an Instagram post, or something on"
                    " Spotify. Open it in a browser and copy the address from there.",
                    "INVALID_URL",
                )
            return address

        return check

    def schema(self, refer: Refer) -> Json:
        description = "A video of YouTube or TikTok, a post of Instagram, or something on Spotify."
        return Address(is_needed=True).schema(refer) | {"description": description}


class ChatNumber:
    """A number that WhatsApp can reach."""

    is_needed = True

    def __call__(self, name: str) -> Check:
        written = text(name, MAX_NUMBER, is_needed=True)

        def check(value: Any, settings: Settings, now: datetime) -> str:
            number: str = written(value, settings, now).strip()
            try:
                international(number)
            except KliqsError as refusal:
                raise KliqsError(refusal.code, refusal.message, name) from refusal
            return number

        return check

    def schema(self, _: Refer) -> Json:
        return {"type": "string", "maxLength": MAX_NUMBER, "description": "With its country, as +6281234567890."}


class Block(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """What every block has: a name within its page that stays when it moves, and when and how it is shown."""

    id: Annotated[str, Matching(ID, "1 to 24 of a-z, 0-9 and -")] = ""
    hidden: Annotated[bool, Flag()] = False
    highlight: Annotated[bool, Flag()] = False
    starts_at: Annotated[datetime | None, Moment()] = None
    ends_at: Annotated[datetime | None, Moment()] = None


class Link(Block, frozen=True, kw_only=True, tag="link"):
    """A button. `icon` is a network's, `picture` a thumbnail that goes before it."""

    label: NeededLabel
    url: NeededAddress
    description: Annotated[str, Text(200)] = ""
    icon: Annotated[str, OneOf(("", *NETWORKS))] = ""
    picture: AnyPicture = ""


class Heading(Block, frozen=True, kw_only=True, tag="heading"):
    text: NeededLabel


class Prose(Block, frozen=True, kw_only=True, tag="text"):
    """`text` in the part of Markdown that `prose` renders."""

    text: Annotated[str, Text(3_000, is_needed=True)]


class Image(Block, frozen=True, kw_only=True, tag="image"):
    """A picture, which may lead somewhere. `alt` is for those who do not see it."""

    picture: NeededPicture
    alt: Annotated[str, Text(300)] = ""
    caption: Annotated[str, Text(300)] = ""
    url: Annotated[str, Address()] = ""


class Account(msgspec.Struct, frozen=True):
    """A person's or shop's place on a network."""

    network: Annotated[str, OneOf(tuple(NETWORKS))]
    url: NeededAddress


class Socials(Block, frozen=True, kw_only=True, tag="socials"):
    """A row of icons, each network once."""

    accounts: Annotated[tuple[Account, ...], Many(Item(Account), most=16, least=1)]


class Embed(Block, frozen=True, kw_only=True, tag="embed"):
    """A video or music of another site, which is asked for nothing before the visitor presses."""

    url: Annotated[str, EmbedRule()]
    title: NeededLabel
    picture: AnyPicture = ""


class Product(Block, frozen=True, kw_only=True, tag="product"):
    """Something for sale. `price_before` is shown struck through."""

    name: NeededLabel
    url: NeededAddress
    picture: AnyPicture = ""
    description: Lines = ""
    price: Annotated[Price | None, PriceRule()] = None
    price_before: Annotated[Price | None, PriceRule()] = None
    button: Annotated[str, Text(40)] = ""


class WhatsApp(Block, frozen=True, kw_only=True, tag="whatsapp"):
    """A button that opens a chat with `message` already written."""

    phone: Annotated[str, ChatNumber()]
    label: Label = ""
    message: Annotated[str, Text(MAX_MESSAGE)] = ""


class Qris(Block, frozen=True, kw_only=True, tag="qris"):
    """A payment code to scan, or to save and open in a banking app."""

    picture: NeededPicture
    merchant: NeededLabel
    note: Annotated[str, Text(300)] = ""


class Map(Block, frozen=True, kw_only=True, tag="map"):
    """A place. Without `url` the button searches Google Maps for the address."""

    place: NeededLabel
    address: Annotated[str, Text(300, is_needed=True)]
    url: Annotated[str, Address()] = ""


class Contact(Block, frozen=True, kw_only=True, tag="contact"):
    """Ways to reach somebody, and the same as a card for the address book (vCard)."""

    name: NeededLabel
    organisation: Label = ""
    phone: Phone = ""
    email: Annotated[str, Matching(EMAIL, "an e-mail address such as ani@example.com")] = ""
    website: Annotated[str, Address()] = ""
    address: Annotated[str, Text(300)] = ""


class Question(msgspec.Struct, frozen=True):
    question: Annotated[str, Text(200, is_needed=True)]
    answer: Annotated[str, Text(1_500, is_needed=True)]


class Faq(Block, frozen=True, kw_only=True, tag="faq"):
    """Questions whose answers, in the same Markdown as a text's, unfold."""

    questions: Annotated[tuple[Question, ...], Many(Item(Question), most=20, least=1)]


class Countdown(Block, frozen=True, kw_only=True, tag="countdown"):
    """How long until a moment; from then on `afterwards`, or nothing at all."""

    title: NeededLabel
    until: Annotated[datetime, Moment(is_needed=True)]
    afterwards: Label = ""


class Divider(Block, frozen=True, kw_only=True, tag="divider"):
    style: Annotated[str, OneOf(("line", "space", "dots"))] = "line"


AnyBlock = (
    Link | Heading | Prose | Image | Socials | Embed | Product | WhatsApp | Qris | Map | Contact | Faq | Countdown
    | Divider
)  # fmt: skip
KINDS: dict[str, type[Block]] = {str(kind.__struct_config__.tag): kind for kind in AnyBlock.__args__}
