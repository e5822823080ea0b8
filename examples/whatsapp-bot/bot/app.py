"""The bot's webhook: `uvicorn bot.app:app`. WhatsApp is told to call `/webhook`."""

import httpx
from fastapi import FastAPI
from pywa import WhatsApp, filters
from pywa.handlers import MessageHandler
from pywa.types import Message

from bot.answered import Answered
from bot.answering import answer_to
from bot.settings import load
from bot.shortlinks import ShortLinks

settings = load()
links = ShortLinks(settings.kliqs_api, settings.kliqs_key)
answered = Answered(settings.database)
app = FastAPI(title="A WhatsApp bot")
http = httpx.Client(timeout=10)
# With the app secret pywa refuses every webhook that Meta has not signed.
whatsapp = WhatsApp(
    phone_id=settings.whatsapp_phone_id,
    token=settings.whatsapp_token,
    session=http,
    server=app,
    webhook_endpoint="/webhook",
    verify_token=settings.whatsapp_verify_token,
    app_secret=settings.whatsapp_app_secret,
)
if settings.whatsapp_api:
    http.base_url = settings.whatsapp_api  # pywa has set it to Meta's


def answer(_: WhatsApp, message: Message) -> None:
    """Remembered once the answer is out: if the bot dies before, the next delivery is answered, with the same link."""
    if message.id in answered:
        return
    message.reply(answer_to(message.text or "", message.id, links, settings.language), preview_url=True)
    answered.add(message.id)


whatsapp.add_handlers(MessageHandler(answer, filters.text))
