"""Settings, workspace: honouring visitors who ask not to be tracked."""

import pytest

from cast import BUDI
from running.server import Server
from web.visitor import signed_in

pytestmark = pytest.mark.any_engine


def test_an_owner_turns_it_on_and_off(server: Server) -> None:
    owner = signed_in(server, server.account(BUDI, plan="free").email)
    assert "checked" not in choice(owner.get("/settings/workspace").text)
    owner.submit("/settings/workspace", to="/settings/workspace/privacy", honours_signals="on")
    assert "checked" in choice(owner.get("/settings/workspace").text)
    owner.submit("/settings/workspace", to="/settings/workspace/privacy")
    assert "checked" not in choice(owner.get("/settings/workspace").text)


def choice(page: str) -> str:
    """The box's element."""
    return next(element for element in page.split("<input") if 'name="honours_signals"' in element).partition(">")[0]
