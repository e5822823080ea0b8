"""`/api/v1/whatsapp-links`: links that open a chat. What is made is a link like any other."""

from litestar import Controller, Response, post

from kliqs.accounts.metering import Meter
from kliqs.api.operations import Operation
from kliqs.api.requests import AnyRequest
from kliqs.api.resources import etag, new_link_out
from kliqs.api.schemas import LinkOut, WhatsappLinkIn
from kliqs.api.services import Services
from kliqs.api.writing import Apply, Asked, Written, answer_write
from kliqs.errors import KliqsError
from kliqs.links.batches import utc_now
from kliqs.links.chats import check_chat
from kliqs.links.creating_many import create_in
from kliqs.links.creation import Creation
from kliqs.links.passwords import hash_password
from kliqs.routes.sandboxes import domain_for, origin_for

ERRORS = (
    "INVALID_REQUEST",
    "INVALID_PHONE_NUMBER",
    "UNSAFE_URL",
    "INVALID_SLUG",
    "RESERVED_SLUG",
    "INVALID_EXPIRES_AT",
    "SLUG_ALREADY_EXISTS",
    "EXTERNAL_ID_ALREADY_EXISTS",
    "SHORTLINK_LIMIT_REACHED",
)


class WhatsappLinksController(Controller):
    path = "/whatsapp-links"

    @post(api=Operation("links:write", {201: LinkOut}, ERRORS, body=WhatsappLinkIn, has_etag=True))
    async def create(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """Create a link to a WhatsApp chat

        Opens a chat with the number, with the message typed in already."""

        def prepare(asked: Asked) -> Apply:
            draft = check_chat(asked.values, asked.settings, utc_now())
            password_hash = "" if draft.password is None else hash_password(draft.password)
            domain_id = domain_for(asked.caller)
            creation = Creation(asked.caller, domain_id, draft, password_hash, None, dry_run=False, is_metered=False)

            def apply(meter: Meter) -> Written:
                (made,) = create_in(meter.connection, [creation])
                if isinstance(made, KliqsError):
                    raise made
                data = new_link_out(made, origin_for(asked.caller, asked.settings))
                fields = {"Location": f"/api/v1/links/{data.id}", "ETag": etag(made.created_at)}
                return Written(data, 201, fields)

            return apply

        return await answer_write(request, services, prepare)
