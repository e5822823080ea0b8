"""Who calls the API in these tests."""

import httpx
import pytest

from running.server import Server


@pytest.fixture
def api(server: Server) -> httpx.Client:
    """A client with a key of a fresh workspace on Pro."""
    return server.api(server.key())
