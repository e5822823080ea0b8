"""A link as its Route: what visitors get of it. Inside the caller's transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from kliqs.errors import KliqsError
from kliqs.links.models import Link


def route_values(link: Link) -> dict[str, Any]:
    """The Route's columns that follow the link's, all but the destination."""
    return {
        "slug": link.slug,
        "title": link.title,
        "password_hash": link.password_hash,
        "expires_at": None if link.expires_at is None else int(link.expires_at.timestamp() * 1000),
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
