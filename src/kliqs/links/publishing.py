"""A link as its Route: what visitors get of it. Inside the caller's transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from kliqs.errors import KliqsError
from kliqs.links.models import Link
from kliqs.routes.sandboxes import ends_at


def route_values(link: Link) -> dict[str, Any]:
    """The Route's columns that follow the link's, all but the destination."""
    ends = ends_at(link.domain_id, link.created_at, link.expires_at)
    return {
        "slug": link.slug,
        "title": link.title,
        "description": link.description,
        "image": link.image,
        "password_hash": link.password_hash,
        "expires_at": None if ends is None else int(ends.timestamp() * 1000),
        "disabled": link.disabled_at is not None,
    }


@contextmanager
def taking_slug(slug: str) -> Iterator[None]:
    """Around a statement that takes a slug. Raises KliqsError SLUG_ALREADY_EXISTS when it is another link's."""
    try:
        with transaction.atomic():  # PostgreSQL needs a savepoint to go on after a conflict
            yield
    except IntegrityError as conflict:
        raise KliqsError("SLUG_ALREADY_EXISTS", f"The slug {slug!r} is already taken.", "slug") from conflict


@contextmanager
def taking_external_id(external_id: str, *, is_new: bool = True) -> Iterator[None]:
    """Around a statement that gives a link an external id. Raises EXTERNAL_ID_ALREADY_EXISTS when another has it."""
    if not (external_id and is_new):
        yield
        return
    try:
        with transaction.atomic():
            yield
    except IntegrityError as conflict:
        message = f"The external id {external_id!r} belongs to another link."
        raise KliqsError("EXTERNAL_ID_ALREADY_EXISTS", message, "external_id") from conflict
