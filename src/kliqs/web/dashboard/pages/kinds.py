"""Every kind of block in words: what it is called and for, and what its form asks."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kliqs.bio import blocks
from kliqs.bio.networks import NETWORKS
from kliqs.web.dashboard.pages.describing import CODE, THUMBNAIL, Described, Words

ADDRESS_NEEDED = gettext_lazy("Where should it lead? Paste the whole address here.")
NETWORK_NAMES = tuple(NETWORKS.items())
MARKDOWN = gettext_lazy("**bold**, *italic*, [words](https://…), and lines that begin with - for a list.")


def _address(label: Promise, *, help_text: Promise | str = "", aside: bool = False) -> Words:
    return Words("url", label, help_text, ADDRESS_NEEDED, placeholder="https://", keys="url", aside=aside)


def _picture(label: Promise, help_text: Promise | str = "", *, needed: Promise | str = "", **more: object) -> Words:
    return Words("picture", label, help_text, needed, **more)  # type: ignore[arg-type]


# Asked of every block, below what its kind asks.
SHOWING = (
    Words(
        "highlight",
        gettext_lazy("Highlight it"),
        gettext_lazy("A frame in the accent colour draws the eye here."),
        aside=True,
    ),
    Words("starts_at", gettext_lazy("Show from"), aside=True),
    Words(
        "ends_at",
        gettext_lazy("Show until"),
        wrong=gettext_lazy("The end must come after the start."),
        aside=True,
    ),
)

LINK = Described(
    blocks.Link,
    gettext_lazy("Link"),
    (
        Words("label", gettext_lazy("Words on the button"), needed=gettext_lazy("What should stand on the button?")),
        _address(gettext_lazy("Leads to")),
        Words("description", gettext_lazy("A line below"), aside=True),
        Words(
            "icon",
            gettext_lazy("Icon"),
            choices=(("", gettext_lazy("None")), *NETWORK_NAMES),
            aside=True,
        ),
        _picture(gettext_lazy("Small picture"), bounds=THUMBNAIL, aside=True),
    ),
    gettext_lazy("A button to any address"),
    "link",
)
HEADING = Described(
    blocks.Heading,
    gettext_lazy("Heading"),
    (Words("text", gettext_lazy("Heading"), needed=gettext_lazy("What should the heading say?")),),
    gettext_lazy("Divides a long page"),
    "heading",
)
PROSE = Described(
    blocks.Prose,
    gettext_lazy("Text"),
    (Words("text", gettext_lazy("Text"), MARKDOWN, gettext_lazy("Write something here first."), lines=6),),
    gettext_lazy("A story, opening hours, a notice"),
    "text",
)
IMAGE = Described(
    blocks.Image,
    gettext_lazy("Picture"),
    (
        _picture(gettext_lazy("Picture"), needed=gettext_lazy("Choose a picture first.")),
        Words(
            "alt",
            gettext_lazy("What it shows"),
            gettext_lazy("For people who cannot see it, and for search engines."),
        ),
        Words("caption", gettext_lazy("Caption")),
        _address(gettext_lazy("Leads to"), aside=True),
    ),
    gettext_lazy("A photo, a poster, a price list"),
    "picture",
)
SOCIALS = Described(
    blocks.Socials,
    gettext_lazy("Social icons"),
    (
        Words(
            "accounts",
            gettext_lazy("Accounts"),
            needed=gettext_lazy("Add at least one account."),
            wrong=gettext_lazy("Each network can be there once."),
            rows=Described(
                blocks.Account,
                gettext_lazy("account"),
                (
                    Words("network", gettext_lazy("Network"), choices=NETWORK_NAMES),
                    Words(
                        "url",
                        gettext_lazy("Address of the profile"),
                        needed=ADDRESS_NEEDED,
                        placeholder="https://",
                        keys="url",
                    ),
                ),
            ),
        ),
    ),
    gettext_lazy("A row of icons: Instagram, TikTok, Shopee…"),
    "people",
)
EMBED = Described(
    blocks.Embed,
    gettext_lazy("Video or music"),
    (
        Words(
            "url",
            gettext_lazy("Address"),
            gettext_lazy("Of a YouTube or TikTok video, an Instagram post, or anything on Spotify."),
            gettext_lazy("Which video or song? Paste its address here."),
            gettext_lazy("This is no video or song that can be shown. Open it in a browser and copy its full address."),
            placeholder="https://",
            keys="url",
        ),
        Words("title", gettext_lazy("Title"), needed=gettext_lazy("Give it a title: it stands on the play button.")),
        _picture(gettext_lazy("Picture before it plays"), aside=True),
    ),
    gettext_lazy("Plays on your page, asks no other site before it is pressed"),
    "play",
)
PRODUCT = Described(
    blocks.Product,
    gettext_lazy("Product"),
    (
        Words("name", gettext_lazy("Name"), needed=gettext_lazy("What is it called?")),
        _address(gettext_lazy("Where to buy it")),
        _picture(gettext_lazy("Picture")),
        Words(
            "price",
            gettext_lazy("Price"),
            wrong=gettext_lazy("Write the price in digits, such as 25.000 or 12,50."),
        ),
        Words(
            "price_before",
            gettext_lazy("Price before"),
            gettext_lazy("Stands struck through beside it."),
            wrong=gettext_lazy("Write the price in digits, such as 25.000 or 12,50."),
            aside=True,
        ),
        Words("description", gettext_lazy("Description"), lines=3),
        Words("button", gettext_lazy("Words on the button"), gettext_lazy("Empty, it says “Buy”."), aside=True),
    ),
    gettext_lazy("Picture, price and a button to buy"),
    "bag",
)
WHATSAPP = Described(
    blocks.WhatsApp,
    gettext_lazy("WhatsApp order"),
    (
        Words(
            "phone",
            gettext_lazy("WhatsApp number"),
            gettext_lazy("As you write it: 0812-3456-7890 or, outside Indonesia, with + and the country."),
            gettext_lazy("Which number should the chat open with?"),
            gettext_lazy("This is no number that WhatsApp can reach. Write it as 0812-3456-7890 or +62 812 3456 7890."),
            keys="tel",
        ),
        Words(
            "message",
            gettext_lazy("Message"),
            gettext_lazy("Stands in the chat already; your customer only presses send."),
            lines=3,
        ),
        Words("label", gettext_lazy("Words on the button"), gettext_lazy("Empty, it says “Order on WhatsApp”.")),
    ),
    gettext_lazy("Opens a chat with the order already written"),
    "chat",
)
QRIS = Described(
    blocks.Qris,
    gettext_lazy("QRIS"),
    (
        _picture(
            gettext_lazy("The QRIS code"),
            gettext_lazy("The picture that your bank or wallet gave you."),
            needed=gettext_lazy("Choose the picture of your QRIS code."),
            bounds=CODE,
        ),
        Words("merchant", gettext_lazy("Name of the shop"), needed=gettext_lazy("Whose code is it? Payers compare.")),
        Words("note", gettext_lazy("Note")),
    ),
    gettext_lazy("Your payment code, with a button to save it"),
    "qr",
)
MAP = Described(
    blocks.Map,
    gettext_lazy("Map"),
    (
        Words("place", gettext_lazy("Name of the place"), needed=gettext_lazy("What is the place called?")),
        Words("address", gettext_lazy("Address"), needed=gettext_lazy("Where is it?"), lines=2),
        _address(
            gettext_lazy("Link of the map"),
            help_text=gettext_lazy("Empty, the button searches Google Maps for the address."),
            aside=True,
        ),
    ),
    gettext_lazy("Where to find you"),
    "pin",
)
CONTACT = Described(
    blocks.Contact,
    gettext_lazy("Contact"),
    (
        Words("name", gettext_lazy("Name"), needed=gettext_lazy("Who is it? The address book wants a name.")),
        Words(
            "phone",
            gettext_lazy("Telephone"),
            wrong=gettext_lazy("Give a telephone number such as +62 812 3456 7890, or fill in another field."),
            keys="tel",
        ),
        Words(
            "email",
            gettext_lazy("E-mail address"),
            wrong=gettext_lazy("Write an e-mail address such as ani@example.com."),
            keys="email",
        ),
        Words("organisation", gettext_lazy("Company or shop"), aside=True),
        Words("website", gettext_lazy("Website"), placeholder="https://", keys="url", aside=True),
        Words("address", gettext_lazy("Address"), lines=2, aside=True),
    ),
    gettext_lazy("Call, write, or save to the address book"),
    "card",
)
FAQ = Described(
    blocks.Faq,
    gettext_lazy("Questions and answers"),
    (
        Words(
            "questions",
            gettext_lazy("Questions"),
            needed=gettext_lazy("Add at least one question with its answer."),
            rows=Described(
                blocks.Question,
                gettext_lazy("question"),
                (
                    Words("question", gettext_lazy("Question"), needed=gettext_lazy("What do people ask?")),
                    Words("answer", gettext_lazy("Answer"), needed=gettext_lazy("And the answer?"), lines=3),
                ),
            ),
        ),
    ),
    gettext_lazy("Answers that unfold"),
    "question",
)
COUNTDOWN = Described(
    blocks.Countdown,
    gettext_lazy("Countdown"),
    (
        Words("title", gettext_lazy("What happens then"), needed=gettext_lazy("What do people wait for?")),
        Words(
            "until",
            gettext_lazy("When"),
            needed=gettext_lazy("When does it happen?"),
            wrong=gettext_lazy("Choose a day and a time between the years 2000 and 2200."),
        ),
        Words("afterwards", gettext_lazy("Afterwards it says"), gettext_lazy("Empty, the block goes away by itself.")),
    ),
    gettext_lazy("To a launch, a sale, a concert"),
    "clock",
)
DIVIDER = Described(
    blocks.Divider,
    gettext_lazy("Divider"),
    (
        Words(
            "style",
            gettext_lazy("Looks like"),
            choices=(
                ("line", gettext_lazy("A line")),
                ("space", gettext_lazy("Space")),
                ("dots", gettext_lazy("Dots")),
            ),
        ),
    ),
    gettext_lazy("A line or space between blocks"),
    "divider",
)
ALL = (LINK, SOCIALS, WHATSAPP, PRODUCT, EMBED, IMAGE, HEADING, PROSE, QRIS, MAP, CONTACT, FAQ, COUNTDOWN, DIVIDER)
KINDS: dict[str, Described] = {each.kind: each for each in ALL}
