"""From bio pages to the resources of `/api/v1/pages`."""

from collections.abc import Sequence
from typing import Any

from kliqs.api.exchange import Fields
from kliqs.api.page_schemas import (
    ImportedPageOut,
    LeftOutOut,
    PageCountsOut,
    PageOut,
    PageSummaryOut,
    PressesOut,
    VersionOut,
    VersionSummaryOut,
)
from kliqs.api.resources import rfc3339
from kliqs.api.schemas import ClicksOut
from kliqs.api.writing import Asked, Written
from kliqs.bio.changing import version_of
from kliqs.bio.counting import PageCounts
from kliqs.bio.document import from_json
from kliqs.bio.importing.found import LeftOut
from kliqs.bio.models import Page, Version
from kliqs.bio.publishing import address_of
from kliqs.clicks.counts import LinkCounts
from kliqs.settings import Settings


def page_summary_out(page: Page, settings: Settings) -> PageSummaryOut:
    return PageSummaryOut(**_facts(page, settings))


def page_out(page: Page, settings: Settings) -> PageOut:
    return PageOut(**_facts(page, settings), **_parts(page.draft))


def imported_out(page: Page, left_out: Sequence[LeftOut], settings: Settings) -> ImportedPageOut:
    told = [LeftOutOut(each.what, each.why) for each in left_out]
    return ImportedPageOut(**_facts(page, settings), **_parts(page.draft), left_out=told)


def version_summary_out(page: Page, version: Version) -> VersionSummaryOut:
    return VersionSummaryOut(**_version_facts(page, version))


def version_out(page: Page, version: Version) -> VersionOut:
    return VersionOut(**_version_facts(page, version), **_parts(version.document))


def counts_out(counts: PageCounts) -> PageCountsOut:
    """Buttons that people press most come first."""
    pressed = sorted(counts.presses.items(), key=lambda item: (-item[1].human, item[0]))
    return PageCountsOut(views=_clicks_out(counts.views), presses=[_presses_out(name, counts) for name, _ in pressed])


def page_fields(page: Page, *, is_new: bool = False) -> Fields:
    """The header fields that go with a page."""
    fields = {"ETag": f'"{version_of(page)}"'}
    return fields | {"Location": f"/api/v1/pages/{page.public_id}"} if is_new else fields


def _facts(page: Page, settings: Settings) -> dict[str, Any]:
    published = page.published
    return {
        "id": str(page.public_id),
        "slug": page.slug,
        "short_url": f"{settings.short_origin}/{address_of(page)}",
        "name": from_json(page.draft).profile.name,
        "published_version": None if published is None else published.number,
        "published_at": None if published is None else rfc3339(published.created_at),
        "has_changes": published is None or published.document != page.draft,
        "has_password": bool(page.password_hash),
        "disabled": page.disabled_at is not None,
        "created_at": rfc3339(page.created_at),
        "updated_at": rfc3339(page.updated_at),
    }


def _parts(document: str) -> dict[str, Any]:
    parts = from_json(document)
    return {"profile": parts.profile, "look": parts.look, "options": parts.options, "blocks": list(parts.blocks)}


def _version_facts(page: Page, version: Version) -> dict[str, Any]:
    return {
        "version": version.number,
        "published_at": rfc3339(version.created_at),
        "published_by": version.made_by or None,
        "current": version.pk == page.published_id,
    }


def _presses_out(name: str, counts: PageCounts) -> PressesOut:
    block, _, part = name.partition(".")
    return PressesOut(
        block=block, part=part or None, presses=_clicks_out(counts.presses[name]), rate=round(counts.rate(name), 4)
    )


def _clicks_out(counts: LinkCounts) -> ClicksOut:
    return ClicksOut(counts.human, counts.preview, counts.bot, counts.unique)


def written(page: Page, asked: Asked, status: int = 200) -> Written:
    """A page as the transaction has it now."""
    return Written(page_out(page, asked.settings), status, page_fields(page, is_new=status == 201))
