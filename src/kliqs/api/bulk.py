"""`/api/v1/links/bulk`: up to a thousand links a request, each with its own outcome, in the order they were sent."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Controller, Response, patch, post

from kliqs.accounts.metering import Meter
from kliqs.api.answers import problems_of
from kliqs.api.operations import Operation
from kliqs.api.requests import AnyRequest
from kliqs.api.resources import new_link_out, plain_link_out
from kliqs.api.schemas import BulkChangesIn, BulkErrorOut, BulkIdsIn, BulkLinkOut, BulkLinksIn, DeletedOut, LinkOut
from kliqs.api.services import Services
from kliqs.api.writing import Apply, Asked, Written, answer_write
from kliqs.clicks.listing import find_by_ids
from kliqs.errors import InvalidBody, KliqsError, Problem
from kliqs.links.batches import utc_now
from kliqs.links.changing import Change, check_change, find_links, make_changes
from kliqs.links.creating_many import create_in, refuse_beyond
from kliqs.links.creation import Creation
from kliqs.links.drafts import check_draft
from kliqs.links.passwords import hash_password
from kliqs.links.removing import delete_links
from kliqs.routes.sandboxes import domain_for, origin_for

MOST = 1_000
MOST_PASSWORDS = 20  # hashing one takes tens of ms by intent
MAX_BYTES = 8 * 1024 * 1024
LIMITS = ("INVALID_REQUEST", "PAYLOAD_TOO_LARGE")


class BulkController(Controller):
    path = "/links/bulk"
    request_max_body_size = MAX_BYTES

    @post(
        status_code=200,
        api=Operation(
            "links:write",
            {200: list[BulkLinkOut]},
            (*LIMITS, "SHORTLINK_LIMIT_REACHED"),
            body=BulkLinksIn,
        ),
    )
    async def create(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """Create many links

        Each link that is made counts as one request. When the plan has no room for all of them, none is made."""

        def prepare(asked: Asked) -> Apply:
            items = _items(asked.values, "links")
            _refuse_many_passwords(items)
            creations = [_attempt(_creation, asked, each) for each in items]

            def apply(meter: Meter) -> Written:
                sound = [each for each in creations if isinstance(each, Creation)]
                meter.refuse_beyond(len(sound))
                refuse_beyond(meter.usage, len(sound))
                made = iter(create_in(meter.connection, sound))
                outcomes = [next(made) if isinstance(each, Creation) else each for each in creations]
                origin = origin_for(asked.caller, asked.settings)
                return _written(
                    [each if isinstance(each, KliqsError) else new_link_out(each, origin) for each in outcomes], 201
                )

            return apply

        return await answer_write(request, services, prepare)

    @patch(
        api=Operation("links:write", {200: list[BulkLinkOut]}, LIMITS, body=BulkChangesIn),
    )
    async def change(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """Change many links

        Each entry names a link by `id`, and what of it shall be different. Each change that is made counts as one
        request."""

        def prepare(asked: Asked) -> Apply:
            items = _items(asked.values, "links")
            _refuse_many_passwords(items)
            workspace_id = asked.caller.workspace_id
            named = [_attempt(_named, each) for each in items]
            links = find_links(workspace_id, [each for each in named if isinstance(each, UUID)])
            changes: list[Change | KliqsError] = []
            for public_id, item in zip(named, items, strict=True):
                if isinstance(public_id, KliqsError):
                    changes.append(public_id)
                elif public_id not in links:
                    changes.append(KliqsError("LINK_NOT_FOUND"))
                else:
                    values = {name: value for name, value in item.items() if name != "id"}
                    changes.append(_attempt(check_change, links[public_id], values, asked.settings))

            def apply(meter: Meter) -> Written:
                sound = [each for each in changes if isinstance(each, Change)]
                meter.refuse_beyond(len(sound))
                made = iter(make_changes(workspace_id, sound))
                outcomes = [next(made) if isinstance(each, Change) else each for each in changes]
                ids = [each.pk for each in outcomes if not isinstance(each, KliqsError)]
                listed = find_by_ids(meter.connection, workspace_id, ids)
                origin = origin_for(asked.caller, asked.settings)
                return _written(
                    [
                        each if isinstance(each, KliqsError) else plain_link_out(listed[each.pk], origin)
                        for each in outcomes
                    ]
                )

            return apply

        return await answer_write(request, services, prepare)

    @post(
        "/delete",
        status_code=200,
        api=Operation("links:write", {200: list[BulkLinkOut]}, LIMITS, body=BulkIdsIn),
    )
    async def delete(self, request: AnyRequest, services: Services) -> Response[bytes]:
        """Delete many links

        By their ids. Each that goes counts as one request."""

        def prepare(asked: Asked) -> Apply:
            ids = [_attempt(_named, {"id": each}) for each in _listed(asked.values, "ids")]
            named = [each for each in ids if isinstance(each, UUID)]

            def apply(meter: Meter) -> Written:
                meter.refuse_beyond(len(set(named)))
                gone = delete_links(asked.caller.workspace_id, named, actor=meter.actor)
                return _written([_deletion(each, gone) for each in ids])

            return apply

        return await answer_write(request, services, prepare)


def _deletion(public_id: UUID | KliqsError, gone: set[UUID]) -> DeletedOut | KliqsError:
    """Each link goes once: the same id a second time finds nothing."""
    if isinstance(public_id, KliqsError):
        return public_id
    if public_id not in gone:
        return KliqsError("LINK_NOT_FOUND")
    gone.remove(public_id)
    return DeletedOut(str(public_id))


def _written(outcomes: Sequence[LinkOut | DeletedOut | KliqsError], status: int = 200) -> Written:
    results = [_result(index, each, status) for index, each in enumerate(outcomes)]
    return Written(results, cost=sum(each.error is None for each in results))


def _result(index: int, outcome: LinkOut | DeletedOut | KliqsError, status: int) -> BulkLinkOut:
    if not isinstance(outcome, KliqsError):
        return BulkLinkOut(index, status, data=outcome)
    error = BulkErrorOut(outcome.code, outcome.message, outcome.field, problems_of(outcome))
    return BulkLinkOut(index, outcome.kind.status, error=error)


def _listed(values: Any, name: str) -> list[Any]:
    """The list in a body that holds nothing else. Raises InvalidBody."""
    if not isinstance(values, Mapping):
        raise InvalidBody([Problem("", "INVALID_REQUEST", "The body must be a JSON object.")])
    problems = [
        Problem(str(key)[:64], "INVALID_REQUEST", f"The only field is `{name}`.") for key in values if key != name
    ]
    items = values.get(name)
    if not isinstance(items, list) or not 1 <= len(items) <= MOST:
        problems.insert(0, Problem(name, "INVALID_REQUEST", f"`{name}` must be a list of 1 to {MOST:,} entries."))
    if problems:
        raise InvalidBody(problems[:10])
    assert isinstance(items, list)
    return items


def _items(values: Any, name: str) -> list[Any]:
    return [dict(each) if isinstance(each, Mapping) else each for each in _listed(values, name)]


def _refuse_many_passwords(items: Sequence[Any]) -> None:
    count = sum(isinstance(each, dict) and bool(each.get("password")) for each in items)
    if count > MOST_PASSWORDS:
        message = f"One request sets at most {MOST_PASSWORDS} passwords."
        raise InvalidBody([Problem("links", "INVALID_REQUEST", message)])


def _attempt(function: Any, *arguments: Any) -> Any:
    """What it returns, or the refusal that it raises."""
    try:
        return function(*arguments)
    except KliqsError as refusal:
        return refusal


def _creation(asked: Asked, values: Any) -> Creation:
    draft = check_draft(values, asked.settings, utc_now())
    password_hash = "" if draft.password is None else hash_password(draft.password)
    return Creation(asked.caller, domain_for(asked.caller), draft, password_hash, None, dry_run=False, is_metered=False)


def _named(item: Any) -> UUID:
    if not isinstance(item, dict):
        raise InvalidBody([Problem("", "INVALID_REQUEST", "Each entry must be a JSON object.")])
    try:
        return UUID(item.get("id"))
    except (ValueError, TypeError, AttributeError):
        raise KliqsError("LINK_NOT_FOUND", "`id` is the id of a link.", "id") from None
