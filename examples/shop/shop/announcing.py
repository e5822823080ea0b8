"""The product message on WhatsApp."""

import logging

import httpx
from pywa import WhatsApp
from pywa.errors import WhatsAppError

from shop.products import Product
from shop.settings import Settings

log = logging.getLogger(__name__)


def message_for(product: Product) -> str:
    return f"New product available:\n{product.name}\n{product.short_url}"


def connect(settings: Settings) -> WhatsApp:
    """A client of the WhatsApp Cloud API."""
    http = httpx.Client(timeout=10)
    whatsapp = WhatsApp(phone_id=settings.whatsapp_phone_id, token=settings.whatsapp_token, session=http)
    if settings.whatsapp_api:
        http.base_url = settings.whatsapp_api  # pywa has set it to Meta's
    return whatsapp


def announce(product: Product, whatsapp: WhatsApp, numbers: tuple[str, ...]) -> int:
    """Tell everybody. Returns how many messages WhatsApp took; one that it refuses does not keep the others back."""
    sent = 0
    for number in numbers:
        try:
            whatsapp.send_message(to=number, text=message_for(product), preview_url=True)
        except (WhatsAppError, httpx.TransportError) as problem:
            log.warning("No message to %s: %s", number, problem)
        else:
            sent += 1
    return sent
