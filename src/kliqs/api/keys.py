"""`/api/v1/keys`: API keys. A key's secret is shown once, when it is made."""

from datetime import timedelta

from litestar import Controller, Response, delete, get, post

from kliqs.accounts.keys import CHECKS, OVERLAPS, ROTATION_CHECKS, create_key, find_key, keys_of, revoke_key, rotate_key
from kliqs.accounts.metering import Meter
from kliqs.accounts.scopes import SCOPES, inherited, no_later
from kliqs.api.admission import admit
from kliqs.api.answers import success
from kliqs.api.bodies import number_from
from kliqs.api.operations import Operation
from kliqs.api.requests import AnyRequest
from kliqs.api.resources import key_out, new_key_out
from kliqs.api.schemas import KeyIn, KeyOut, NewKeyOut, RotationIn
from kliqs.api.services import Services
from kliqs.api.writing import Apply, Asked, Written, answer_write, ask_models
from kliqs.checking import check_object
from kliqs.links.batches import utc_now


class KeysController(Controller):
    path = "/keys"

    @get(api=Operation("keys:read", {200: list[KeyOut]}))
    async def list(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """List API keys

        Newest first, revoked ones too. Of the keys themselves there is a prefix and the last four characters."""
        workspace_id = (await admit(request, services, writes=False)).workspace_id
        keys = await ask_models(services, lambda: [key_out(key) for key in keys_of(workspace_id)])
        return success(request.state.exchange, keys).as_response()

    @post(
        api=Operation(
            "keys:write",
            {201: NewKeyOut},
            ("INVALID_REQUEST", "INVALID_EXPIRES_AT"),
            body=KeyIn,
            example={"name": "production-server", "scopes": ["links:read", "links:write"]},
        )
    )
    async def create(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """Create an API key

        `key` is shown in this answer alone; a retry with the same Idempotency-Key gets the rest without it. A new key
        may do no more than the one that makes it, and lives no longer."""

        def prepare(asked: Asked) -> Apply:
            values = check_object(asked.values, CHECKS, asked.settings, utc_now())
            scopes = inherited(values["scopes"], asked.caller)
            ends = no_later(values["expires_at"], asked.caller)

            def apply(meter: Meter) -> Written:
                maker = find_key(asked.caller.workspace_id, asked.caller.key_id)
                key, secret = create_key(
                    maker.workspace,
                    maker.created_by,
                    values["name"],
                    actor=meter.actor,
                    expires_at=ends,
                    scopes=scopes,
                    is_test=values["test"],
                )
                return Written(new_key_out(key, secret), 201, kept=new_key_out(key, None))

            return apply

        return await answer_write(request, services, prepare)

    @post(
        "/{key_id:str}/rotate",
        api=Operation(
            "keys:write",
            {201: NewKeyOut},
            ("INVALID_REQUEST", "INVALID_EXPIRES_AT", "KEY_NOT_FOUND", "KEY_ENDED"),
            body=RotationIn,
            example={"overlap_seconds": 3600},
        ),
    )
    async def rotate(self, request: AnyRequest, services: Services, key_id: str) -> Response[bytes]:
        """Rotate an API key

        Makes a key of the same name and scopes; the old one works on for `overlap_seconds`, so that programs change
        over without a gap. `key` is shown in this answer alone."""

        def prepare(asked: Asked) -> Apply:
            values = check_object(asked.values, ROTATION_CHECKS, asked.settings, utc_now())
            ends = no_later(values["expires_at"], asked.caller)
            seconds = values["overlap_seconds"]
            overlap = OVERLAPS["1d"] if seconds is None else timedelta(seconds=seconds)

            def apply(meter: Meter) -> Written:
                old = find_key(asked.caller.workspace_id, number_from(key_id, "KEY_NOT_FOUND"))
                inherited(old.scopes.split() or SCOPES, asked.caller)  # or one key would get at another's rights
                _, key, secret = rotate_key(old.workspace, old.pk, overlap=overlap, actor=meter.actor, expires_at=ends)
                return Written(new_key_out(key, secret), 201, kept=new_key_out(key, None))

            return apply

        return await answer_write(request, services, prepare)

    @delete(
        "/{key_id:str}",
        status_code=200,
        api=Operation("keys:write", {200: KeyOut}, ("INVALID_REQUEST", "KEY_NOT_FOUND")),
    )
    async def revoke(self, request: AnyRequest, services: Services, key_id: str) -> Response[bytes]:
        """Revoke an API key

        The next request that shows it is refused; a key may revoke itself."""

        def prepare(asked: Asked) -> Apply:
            def apply(meter: Meter) -> Written:
                key = find_key(asked.caller.workspace_id, number_from(key_id, "KEY_NOT_FOUND"))
                return Written(key_out(revoke_key(key.workspace, key.pk, actor=meter.actor)))

            return apply

        return await answer_write(request, services, prepare)
