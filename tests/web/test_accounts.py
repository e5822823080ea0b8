"""Accounts: signing up, in and out, a new password, limits on attempts, sessions, the first account, the profile."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from email import message_from_string, policy
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from running.server import Server
from running.servers import Servers
from running.waiting import eventually
from web.visitor import TOKEN, Visitor

PASSWORD = "panjang dan mudah diingat"


def visitor(server: Server, language: str = "en", address: str = "") -> Visitor:
    return Visitor(server, f"dash.{server.domain}", language, address)


def mails(server: Server, to: str) -> list[tuple[str, str]]:
    """Subjects and texts of the mails to an address, oldest first."""
    texts = [
        path.read_text() for path in sorted(Path(server.data_dir, "mail").glob("*"), key=lambda p: p.stat().st_mtime)
    ]
    parts = [part.strip() for text in texts for part in text.split("-" * 79) if part.strip()]
    found = [message_from_string(part, policy=policy.default) for part in parts]
    return [(mail["Subject"], mail.get_content()) for mail in found if to in mail["To"]]


def link_in(text: str) -> str:
    """The path of the address that a mail carries."""
    address = re.search(r"https?://\S+", text)
    assert address is not None, text
    return urlsplit(address[0]).path


def sign_up(server: Server, email: str, language: str = "en") -> Visitor:
    person = visitor(server, language)
    answer = person.submit("/account/signup/", email=email, password1=PASSWORD, time_zone="Asia/Makassar")
    assert answer.headers["Location"] == "/account/confirm-email/", answer.text
    return person


def confirm(server: Server, person: Visitor, email: str) -> None:
    person.submit(link_in(mails(server, email)[-1][1]))


def sign_in(server: Server, email: str, password: str = PASSWORD, **where: str) -> Visitor:
    person = visitor(server, **where)
    person.submit("/account/login/", login=email, password=password)
    return person


def is_in(person: Visitor) -> bool:
    return person.get("/").status_code == 200


def actions(server: Server, email: str) -> list[str]:
    with server.database() as connection:
        rows = connection.execute(
            "SELECT action FROM events_auditentry WHERE actor = ? ORDER BY id", (email,)
        ).fetchall()
    return [row[0] for row in rows]


def test_a_new_person_confirms_the_address_and_owns_a_workspace(server: Server) -> None:
    person = sign_up(server, "Ani@Warung.example", "id")
    assert not is_in(person)
    subject, text = mails(server, "ani@warung.example")[-1]
    assert subject == "Konfirmasi alamat e-mailmu untuk Kliqs"
    person.submit(link_in(text))
    assert is_in(person)
    page = person.get("/settings/profile").text
    assert '<option value="Asia/Makassar" selected>' in page
    assert '<option value="id" selected>' in page
    assert "ani@warung.example" in person.get("/").text
    again = sign_in(server, "ANI@warung.example")
    assert is_in(again)
    assert actions(server, "ani@warung.example") == ["account.created", "account.signed_in", "account.signed_in"]


def test_without_a_confirmed_address_nobody_gets_in(server: Server) -> None:
    sign_up(server, "belum@example.com")
    assert not is_in(sign_in(server, "belum@example.com"))


def test_signing_up_does_not_tell_who_has_an_account(server: Server) -> None:
    """`sign_up` sees the same answer both times; the account is still the first person's."""
    email = "rahasia@example.com"
    confirm(server, sign_up(server, email), email)
    assert not is_in(sign_up(server, email))
    assert is_in(sign_in(server, email))


def test_a_forgotten_password_is_replaced_and_the_old_one_ends(server: Server) -> None:
    email = "lupa@example.com"
    confirm(server, sign_up(server, email), email)
    person = visitor(server)
    person.submit("/account/password/reset/", email=email)
    first = person.get(link_in(mails(server, email)[-1][1]))
    path = first.headers["Location"]
    person.submit(path, password1="kata sandi yang baru", password2="kata sandi yang baru")
    assert not is_in(sign_in(server, email))
    assert is_in(sign_in(server, email, "kata sandi yang baru"))
    assert "account.password_reset" in actions(server, email)


def test_attempts_are_limited_in_every_process_and_noted(start_server: Servers) -> None:
    server = start_server(workers=2)
    email = "sasaran@example.com"
    confirm(server, sign_up(server, email), email)
    for _ in range(6):
        sign_in(server, email, "salah semua")
    blocked = visitor(server).submit("/account/login/", login=email, password=PASSWORD)
    assert blocked.status_code in (200, 429)
    assert "Too many" in blocked.text
    assert "account.sign_in_refused" in actions(server, email)


def test_other_sessions_can_be_ended(server: Server) -> None:
    email = "sesi@example.com"
    confirm(server, sign_up(server, email), email)
    one, other = sign_in(server, email), sign_in(server, email)
    assert is_in(one)
    assert is_in(other)
    one.submit("/account/sessions/")
    assert is_in(one)
    assert not is_in(other)


def test_a_disabled_account_is_out_with_its_next_request(server: Server) -> None:
    email = "nonaktif@example.com"
    confirm(server, sign_up(server, email), email)
    person = sign_in(server, email)
    with server.database() as connection:
        connection.execute("UPDATE accounts_user SET is_active = ? WHERE email = ?", (False, email))
    assert not is_in(person)
    assert not is_in(sign_in(server, email))


def test_the_language_of_the_profile_goes_before_the_browsers(server: Server) -> None:
    email = "bahasa@example.com"
    confirm(server, sign_up(server, email), email)
    person = sign_in(server, email, language="en")
    person.submit("/settings/profile", name="Budi", language="id", time_zone="Asia/Jayapura")
    page = person.get("/settings/profile").text
    assert '<html lang="id">' in page
    assert '<option value="Asia/Jayapura" selected>' in page
    assert person.submit("/settings/profile", name="Budi", language="xx", time_zone="Mars/Base").status_code == 422


def test_the_operators_account_is_offered_once_and_only_by_the_printed_link(start_server: Servers) -> None:
    """Also when the command has made it already, without a password, and a stranger has signed up before."""
    server = start_server()
    found = re.search(r"Make the operator's account:\s+\S+(/account/first/\S+)", server.log())
    assert found is not None
    server.kliqs("user", "create", "--email", "op@example.com")
    sign_up(server, "stranger@example.com")
    person = visitor(server)
    assert person.get("/account/first/made-up").status_code == 404
    answer = person.submit(found[1], email="Op@example.com", password=PASSWORD, time_zone="Asia/Jakarta")
    assert answer.status_code == 302, answer.text
    assert is_in(person)
    assert visitor(server).get(found[1]).status_code == 404
    with server.database() as connection:
        rows = connection.execute("SELECT email, is_staff, is_superuser FROM accounts_user ORDER BY id").fetchall()
    assert [(row[0], bool(row[1]), bool(row[2])) for row in rows] == [
        ("op@example.com", True, True),
        ("stranger@example.com", False, False),
    ]
    assert is_in(sign_in(server, "op@example.com"))


def test_of_two_who_take_the_operators_account_at_once_one_gets_it(start_server: Servers) -> None:
    server = start_server(workers=2)
    found = re.search(r"Make the operator's account:\s+\S+(/account/first/\S+)", server.log())
    assert found is not None
    kept = server.data_dir / "first-account"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    people = [visitor(server) for _ in range(4)]
    tokens = [TOKEN.search(person.get(found[1]).text) for person in people]

    def post(number: int) -> int:
        token = tokens[number]
        assert token is not None
        fields = {"email": f"op-{number}@example.com", "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
        return people[number].post(found[1], **fields).status_code

    with ThreadPoolExecutor(4) as four:
        assert sorted(four.map(post, range(4))) == [302, 404, 404, 404]
    with server.database() as connection:
        (count,) = connection.execute("SELECT count(*) FROM accounts_user").fetchone()
    assert count == 1


@pytest.mark.any_engine
def test_signing_up_can_be_closed(start_server: Servers) -> None:
    server = start_server(KLIQS_SIGN_UP="false")
    page = visitor(server).get("/account/signup/")
    assert 'name="password1"' not in page.text
    assert "/account/signup/" not in visitor(server).get("/account/login/").text


@pytest.mark.any_engine
def test_google_and_github_are_offered_when_they_are_set(start_server: Servers, server: Server) -> None:
    assert "Google" not in visitor(server).get("/account/login/").text
    both = start_server(
        KLIQS_GOOGLE_CLIENT_ID="given",
        KLIQS_GOOGLE_CLIENT_SECRET="given",
        KLIQS_GITHUB_CLIENT_ID="given",
        KLIQS_GITHUB_CLIENT_SECRET="given",
    )
    page = visitor(both).get("/account/login/").text
    assert "Continue with Google" in page
    assert "Continue with GitHub" in page


@pytest.mark.any_engine
def test_where_mails_go_without_a_server_is_in_the_log(server: Server) -> None:
    sign_up(server, "catatan@example.com")
    eventually(lambda: "mail.kept_as_file" in server.log())
