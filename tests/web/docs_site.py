"""The docs host, seen from a test."""

from kliqs.web.docs.library import contents
from running.server import Server
from web.visitor import Visitor

LANGUAGES = ("en", "id")


def page_names() -> list[str]:
    """Every page, in the order of the navigation."""
    return contents("en").order


def docs(server: Server, path: str) -> str:
    """The text at that path of the docs host."""
    answer = Visitor(server, f"docs.{server.domain}").get(path)
    assert answer.status_code == 200, path
    return answer.text
