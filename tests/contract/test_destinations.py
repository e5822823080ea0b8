"""What a destination may be, and where a visitor really lands."""

import httpx
import pytest

from running.answers import created, found, refused
from running.server import Server

LONGEST = 8_192


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://example.com/",
        "https://example.com:8443/a/b?c=d&e=f#g",
        "https://sub.sub.example.co.id/p;v=1,2?q=a+b%20c&r[]=1#/route?x",
        "https://example.com/%E2%9C%93?utm_source=wa&utm_medium=chat",
        "https://1.1.1.1/dns",
        "https://[2606:4700:4700::1111]/dns",
        "https://xn--bcher-kva.example/",
        "https://example.com/*!'()~",
        "https://under_score.example.com/",
        "https://example.com./",
    ],
)
def test_a_web_address_is_kept_and_told_as_it_was_sent(api: httpx.Client, url: str) -> None:
    assert created(api.post("/links", json={"url": url}))["destination_url"] == url


@pytest.mark.parametrize(
    "url",
    [
        "example.com",
        "//example.com",
        "/products/1",
        "https://",
        "https:///path",
        "https:example.com",
        "http:/example.com",
        "ftp://example.com/",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "mailto:budi@example.com",
        "file:///etc/passwd",
        "https://user:password@example.com/",
        "https://user@example.com/",
        "https://exa mple.com/",
        "https://example.com/a b",
        "https://example.com/\r\nSet-Cookie: x=1",
        "https://example.com/\tx",
        "https://example.com/\x00",
        "https://example.com/\x7f",
        "https://example.com\\@evil.example/",
        "https://example.com:99999/",
        "https://example.com:port/",
        "https://localhost",
        "https://nodots",
        "https://.com",
        "https://-x.example.com",
        "https://a..example.com",
        "https://1.2.3",
        "https://999.1.1.1",
        "https://[::1",
        "https://[not-an-address]/",
        "https://" + "a" * 64 + ".example.com/",
        '"https://example.com/"',
        "<https://example.com/>",
    ],
)
def test_what_is_no_web_address_is_refused(api: httpx.Client, url: str) -> None:
    refused(api.post("/links", json={"url": url}), "INVALID_URL", "url")


def test_a_destination_may_be_as_long_as_promised_and_no_longer(api: httpx.Client) -> None:
    longest = "https://example.com/" + "a" * (LONGEST - len("https://example.com/"))
    created(api.post("/links", json={"url": longest}))
    refused(api.post("/links", json={"url": longest + "a"}), "INVALID_URL", "url")


def test_a_long_destination_arrives_whole(server: Server, api: httpx.Client) -> None:
    longest = "https://example.com/" + "a" * (LONGEST - len("https://example.com/"))
    code = created(api.post("/links", json={"url": longest}))["short_code"]
    assert server.visit(f"/{code}").headers["Location"] == longest


def test_spaces_around_an_address_are_no_part_of_it(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": "  https://example.com/x \n"}))
    assert link["destination_url"] == "https://example.com/x"


@pytest.mark.parametrize(
    ("sent", "location"),
    [
        ("https://example.com/sepatu?rasa=café", "https://example.com/sepatu?rasa=caf%C3%A9"),
        ("https://example.com/靴", "https://example.com/%E9%9D%B4"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://例え.jp/", "https://xn--r8jz45g.jp/"),
        ("https://example.com/%e2%9c%93%20x", "https://example.com/%e2%9c%93%20x"),
        ("HTTPS://EXAMPLE.COM/Path", "https://example.com/Path"),
    ],
)
def test_the_visitor_gets_an_address_of_plain_ascii(
    server: Server, api: httpx.Client, sent: str, location: str
) -> None:
    link = created(api.post("/links", json={"url": sent}))
    assert link["destination_url"] == sent
    assert server.visit(f"/{link['short_code']}").headers["Location"] == location


@pytest.mark.parametrize("path", ["", "/", "/another-link", ":80/x"])
def test_a_link_to_a_short_link_of_ours_is_refused(server: Server, api: httpx.Client, path: str) -> None:
    host = server.domain.split(":")[0] if path.startswith(":") else server.domain
    refused(api.post("/links", json={"url": f"http://{host}{path}"}), "INVALID_URL", "url")


def test_our_own_host_is_known_in_capitals_and_with_a_dot(server: Server, api: httpx.Client) -> None:
    host, port = server.domain.split(":")
    refused(api.post("/links", json={"url": f"http://{host.upper()}:{port}/x"}), "INVALID_URL", "url")
    refused(api.post("/links", json={"url": f"http://{host}.:{port}/x"}), "INVALID_URL", "url")


def test_a_link_to_our_other_hosts_is_welcome(server: Server, api: httpx.Client) -> None:
    created(api.post("/links", json={"url": f"http://docs.{server.domain}/errors"}))


def test_the_kept_destination_is_read_back_as_sent(api: httpx.Client) -> None:
    link = created(api.post("/links", json={"url": "https://bücher.example/ä?ö#ü"}))
    assert found(api.get(f"/links/{link['id']}"))["destination_url"] == "https://bücher.example/ä?ö#ü"
