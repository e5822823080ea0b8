"""Examples in the OpenAPI document: one set of values, so that every answer tells of the same shop."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from kliqs.api.page_examples import PAGE, PAGE_ID, VERSION
from kliqs.bio.document import check_document
from kliqs.clicks.questions.places import Position, cursor_of
from kliqs.clicks.questions.scope import milliseconds
from kliqs.errors import ERRORS
from kliqs.settings import Settings, load

MOMENT = "2026-06-07T00:00:00Z"
LINK_ID = "019e9f6a-7a31-7c52-9d8e-3a5a0f4f2b11"
REQUEST_ID = "5b0c6f2f9f3e4a51"


def _page(kind: str) -> dict[str, Any]:
    """The page of the examples, as the fields of a type."""
    sent = {name: PAGE[name] for name in ("profile", "look", "blocks")}
    page = check_document(sent, load(), datetime.now(UTC))
    about = {
        "id": PAGE_ID,
        "slug": PAGE["slug"],
        "short_url": f"https://kliqs.me/{PAGE['slug']}",
        "name": page.profile.name,
        "published_version": VERSION,
        "published_at": MOMENT,
        "has_changes": False,
    }
    parts = {name: msgspec.to_builtins(getattr(page, name)) for name in ("profile", "look", "options", "blocks")}
    return {f"{kind}.{name}": value for name, value in (about | parts).items()}


# By the name of a field; where names mean several things, by `Type.field`.
VALUES: dict[str, Any] = {
    "LinkOut.id": LINK_ID,
    "LinkWithClicksOut.id": LINK_ID,
    "DeletedOut.id": LINK_ID,
    "TagOut.id": 3,
    "TagOut.name": "promo",
    "TagOut.links": 12,
    "TagDeletedOut.id": 3,
    "KeyOut.id": 7,
    "NewKeyOut.id": 8,
    **_page("PageOut"),
    **_page("PageSummaryOut"),
    **_page("VersionOut"),
    **_page("ImportedPageOut"),
    "LeftOutOut.what": "Traktir kami",
    "why": "kind",
    "PageBlock": _page("PageOut")["PageOut.blocks"][1],
    "BlockDeletedOut.id": "menu",
    "PressesOut.block": "menu",
    "part": None,
    "rate": 0.4167,
    "version": VERSION,
    "published_at": MOMENT,
    "published_by": "ani@example.com",
    "current": True,
    "PageDeletedOut.id": PAGE_ID,
    "WorkspaceOut.id": 1,
    "WorkspaceOut.name": "Warung Ani",
    "short_code": "vps-murah",
    "short_url": "https://kliqs.me/vps-murah",
    "destination_url": "https://marketku.id/products/8f3f4f3f",
    "title": "VPS Murah",
    "description": None,
    "expires_at": None,
    "has_password": False,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "external_id": "product-8f3f4f3f",
    "image": None,
    "tags": ["promo"],
    "notes": None,
    "archived": False,
    "disabled": False,
    "human": 12,
    "preview": 3,
    "bot": 1,
    "unique": 9,
    "visitors": 9,
    "group_by": "country",
    "since": "2026-06-01T00:00:00Z",
    "until": "2026-07-01T00:00:00Z",
    "told_from": "2026-06-01T00:00:00Z",
    "is_whole": True,
    "values": 34,
    "value": "ID",
    "label": "ID",
    "start": None,
    "before": None,
    "ClickOut.id": "7f3a9c1e-42",
    "time": "2026-06-07T00:00:00.123Z",
    "link": LINK_ID,
    "slug": "vps-murah",
    "kind": "human",
    "app": "",
    "device": "phone",
    "os": "Android",
    "browser": "Chrome Mobile",
    "country": "ID",
    "region": "West Java",
    "city": "Bandung",
    "referrer": "https://www.tiktok.com/",
    "referrer_host": "www.tiktok.com",
    "language": "id",
    "utm_source": "tiktok",
    "utm_medium": "bio",
    "utm_campaign": "lebaran",
    "utm_term": "",
    "utm_content": "",
    "qr": False,
    "host": "kliqs.me",
    "reason": "deleted",
    "visits": 7,
    "last_at": "2026-06-07T00:00:00Z",
    "deleted": True,
    "name": "production-server",
    "prefix": "kliqs_sk_live_x7Qp",
    "last_four": "9fKd",
    "test": False,
    "scopes": ["links:read", "links:write"],
    "created_by": "ani@example.com",
    "last_used_at": MOMENT,
    "revoked_at": None,
    "key": "kliqs_sk_live_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "plan": "pro",
    "members": 2,
    "month": "2026-06",
    "starts_at": "2026-06-01T00:00:00Z",
    "resets_at": "2026-07-01T00:00:00Z",
    "used": 69,
    "limit": 10_000,
    "left": 9_931,
    "index": 0,
    "status": 201,
    "error": None,
    "next_cursor": "WyJuZXdlc3QiLDQyLDQyXQ",
    "has_more": True,
    "success": True,
}
LEFT_OUT = {"BulkLinkOut.error", "BulkDeletionOut.error", "dry_run"}


def answer_example(schema: dict[str, Any], schemas: dict[str, Any], owner: str = "") -> Any:
    """A value that the schema allows."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in VALUES:
            return VALUES[name]
        return answer_example(schemas[name], schemas, name)
    if "anyOf" in schema:
        return answer_example(schema["anyOf"][0], schemas, owner)
    if "properties" in schema:
        return {
            name: _value(name, inner, schemas, owner)
            for name, inner in schema["properties"].items()
            if name not in LEFT_OUT and f"{owner}.{name}" not in LEFT_OUT
        }
    if schema.get("type") == "array":
        return [answer_example(schema["items"], schemas)]
    raise KeyError(f"no example for {owner}: {schema}")


def _value(name: str, schema: dict[str, Any], schemas: dict[str, Any], owner: str) -> Any:
    for known in (f"{owner}.{name}", name):
        if known in VALUES:
            return VALUES[known]
    return answer_example(schema, schemas, owner)


def stream_content(schemas: dict[str, Any]) -> dict[str, Any]:
    """What a stream sends, from its first bytes on. OpenAPI 3.1 has no words for single events, so the text says it."""
    click = msgspec.json.encode(answer_example(schemas["ClickOut"], schemas, "ClickOut")).decode()
    first = cursor_of(Position(milliseconds(datetime.fromisoformat(MOMENT)), "", 0))
    second = cursor_of(Position(milliseconds(datetime.fromisoformat(VALUES["time"])), VALUES["ClickOut.id"]))
    return {
        "schema": {
            "type": "string",
            "description": "Messages of server-sent events, each ended by an empty line. `retry`: how many ms to wait"
            " before coming back. `event: click`, with a click in `data`. `id`: what to come back with as"
            " `Last-Event-ID`; the first one stands alone. A line with a colon alone is a sign of life.",
        },
        "example": f"retry: 2000\n\nid: {first}\n\n:\n\nevent: click\ndata: {click}\nid: {second}\n\n",
    }


def error_example(code: str, settings: Settings) -> dict[str, Any]:
    return {
        "success": False,
        "error": code,
        "message": ERRORS[code].meaning,
        "request_id": REQUEST_ID,
        "docs": f"{settings.docs_origin}/errors#{code}",
    }
