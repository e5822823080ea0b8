"""Uploaded pictures as browsers get them: on every host, to be kept for ever, and as nothing but pictures."""

import pytest

from pictures.files import plain
from running.server import Server
from web.visitor import Visitor

pytestmark = pytest.mark.any_engine
NAME = f"{'ab12' * 10}-80x40.png"


@pytest.fixture(scope="module", autouse=True)
def kept(server: Server) -> bytes:
    folder = server.data_dir / "media"
    folder.mkdir(exist_ok=True)
    (folder / NAME).write_bytes(plain("PNG"))
    return plain("PNG")


@pytest.mark.parametrize("host", ["", "dash.", "home."])
def test_a_picture_is_served_on_every_host(server: Server, kept: bytes, host: str) -> None:
    answer = Visitor(server, f"{host}{server.domain}").get(f"/media/{NAME}")
    assert (answer.status_code, answer.content) == (200, kept)
    headers = answer.headers
    assert headers["Content-Type"] == "image/png"
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Vary" not in headers, "caches keep one of it"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize(
    "path",
    [NAME.replace("ab", "cd"), NAME.replace(".png", ".svg"), "../secret-key", "..%2fsecret-key", f"{NAME}/..", ""],
)
def test_nothing_else_is_served_there(server: Server, path: str) -> None:
    assert Visitor(server).get(f"/media/{path}").status_code == 404
