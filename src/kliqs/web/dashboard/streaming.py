"""Sending what is still being made. Django under ASGI would make all of a plain iterator first."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import TypeVar

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest

Piece = TypeVar("Piece", str, bytes)


async def in_turn(pieces: Iterator[Piece]) -> AsyncIterator[Piece]:
    """Each piece is made in a thread, once the client has taken the one before it."""

    def following() -> Piece | None:
        return next(pieces, None)

    while (piece := await sync_to_async(following)()) is not None:
        yield piece


def stopping_of(request: HttpRequest) -> asyncio.Event:
    """Set when the server that answers is told to stop: what goes on for long ends then."""
    assert isinstance(request, ASGIRequest)
    stopping: asyncio.Event = request.scope["state"]["stopping"]
    return stopping
