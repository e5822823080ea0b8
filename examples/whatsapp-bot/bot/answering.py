"""What the bot says to a message."""

import re

from bot.shortlinks import Refused, ShortLinks, Unavailable
from bot.words import WORDS

ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S*", re.IGNORECASE)


def answer_to(text: str, message_id: str, links: ShortLinks, language: str) -> str:
    """The answer to a message. WhatsApp may deliver a message twice; its id as retry key makes one link of it."""
    words = WORDS[language]
    url = address_in(text)
    if url is None:
        return words["help"]
    try:
        return links.create({"url": url}, retry_key=f"whatsapp-{message_id}")
    except Unavailable:
        return words["unavailable"]
    except Refused as refusal:
        return words.get(refusal.code, words["refused"].format(message=refusal.message))


def address_in(text: str) -> str | None:
    """The first web address of a text, without the full stop or bracket behind it; people leave `https://` out."""
    found = ADDRESS.search(text)
    if found is None:
        return None
    url = found[0].rstrip(".,;:!?)]}'\"")
    return url if url.lower().startswith("http") else f"https://{url}"
