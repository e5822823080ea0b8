"""Settings, members: inviting somebody by e-mail, joining, roles, leaving; and the workspaces of one person."""

import re
import secrets

import httpx

from running.server import Server
from running.servers import Servers
from web.visitor import Visitor, signed_in

PAGE = "/settings/members"
LINK = re.compile(r'id="invitation">http://[^/]+(/invitations/[\w-]+)<')


def owner_of(server: Server, name: str = "budi") -> tuple[str, Visitor]:
    """Somebody new in a workspace of their own."""
    email = f"{name}-{secrets.token_hex(4)}@example.com"
    server.key(email)
    return email, signed_in(server, email)


def invited(owner: Visitor, email: str, role: str = "member") -> str:
    """The path of the invitation that the owner's page shows once."""
    answer = owner.submit(PAGE, email=email, role=role)
    assert answer.status_code == 200, answer.text
    found = LINK.search(answer.text)
    assert found is not None, answer.text
    return found.group(1)


def row(page: httpx.Response, email: str) -> str:
    rows = re.findall(r"<tr>.*?</tr>", page.text, re.DOTALL)
    return next((each for each in rows if f">{email}" in each), "")


def joined(server: Server, owner: Visitor, role: str = "member") -> tuple[str, Visitor]:
    """Somebody who has taken an invitation."""
    email, person = owner_of(server, "sari")
    assert person.submit(invited(owner, email, role)).headers["Location"] == "/"
    return email, person


def test_an_invitation_goes_out_by_mail_and_brings_somebody_in(server: Server) -> None:
    boss, owner = owner_of(server)
    email, person = owner_of(server, "sari")
    path = invited(owner, email)
    mails = [file.read_text() for file in (server.data_dir / "mail").iterdir()]
    (mail,) = [text for text in mails if f"To: {email}" in text]
    assert path in mail.replace("=\n", "")
    assert boss in mail
    assert path not in owner.get(PAGE).text, "the link is shown once"
    assert "Member" in person.get(path).text
    assert person.submit(path).headers["Location"] == "/"
    assert boss in person.get("/").text, "and shows the workspace they joined, named after its owner"
    assert row(person.get(PAGE), email)
    assert person.get(path).status_code == 410


def test_an_owner_is_told_when_the_mail_did_not_go_out(start_server: Servers) -> None:
    """Nothing listens on that port: the server is away."""
    server = start_server(KLIQS_EMAIL_URL="smtp+plain://127.0.0.1:9")
    _, owner = owner_of(server)
    answer = owner.submit(PAGE, email="sari@example.com", role="member")
    assert "could not be sent" in answer.text
    assert LINK.search(answer.text)
    assert "mail.not_sent" in server.log()


def test_who_is_not_signed_in_signs_in_first_and_comes_back(server: Server) -> None:
    _, owner = owner_of(server)
    path = invited(owner, f"{secrets.token_hex(4)}@example.com")
    visitor = Visitor(server, f"dash.{server.domain}")
    page = visitor.get(path)
    assert page.status_code == 200
    assert f"?next={path}" in page.text
    assert "csrfmiddlewaretoken" not in page.text


def test_somebody_else_cannot_take_a_forwarded_invitation(server: Server) -> None:
    _, owner = owner_of(server)
    path = invited(owner, f"{secrets.token_hex(4)}@example.com")
    _, stranger = owner_of(server, "dewi")
    assert "Sign out" in stranger.get(path).text
    assert stranger.submit(PAGE, to=path).status_code == 200
    assert stranger.get(path).status_code == 200, "and it is not used up"


def test_a_form_that_cannot_be_sent_says_why(server: Server) -> None:
    boss, owner = owner_of(server)
    for email, problem in ((boss, "belongs to the workspace already"), ("nobody", "Enter a valid email address")):
        answer = owner.submit(PAGE, email=email, role="member")
        assert answer.status_code == 422
        assert problem in answer.text
    assert owner.submit(PAGE, email="joko@example.com", role="king").status_code == 422


def test_roles_change_and_people_go(server: Server) -> None:
    boss, owner = owner_of(server)
    email, person = joined(server, owner)
    page = owner.get(PAGE)
    (member_id,) = re.findall(rf"{PAGE}/(\d+)/remove", page.text)
    owner.submit(PAGE, to=f"{PAGE}/{member_id}/role", role="viewer")
    assert "Viewer" in row(owner.get(PAGE), email)
    assert person.submit("/settings/api-keys", to="/settings/api-keys", name="mine").status_code == 403
    owner.submit(PAGE, to=f"{PAGE}/{member_id}/remove")
    assert not row(owner.get(PAGE), email)
    assert boss not in person.get("/").text, "back in their own workspace with the next request"


def test_only_owners_change_people(server: Server) -> None:
    _, owner = owner_of(server)
    _, person = joined(server, owner)
    (member_id,) = re.findall(rf"{PAGE}/(\d+)/remove", owner.get(PAGE).text)
    assert "Invite somebody" not in person.get(PAGE).text
    for path, fields in ((f"{PAGE}/{member_id}/role", {"role": "owner"}), (f"{PAGE}/{member_id}/remove", {})):
        assert person.submit(PAGE, to=path, **fields).status_code == 403
    assert person.submit(PAGE, email="joko@example.com", role="member").status_code == 403
    assert person.submit("/settings/workspace", name="Mine").status_code == 403


def test_the_last_owner_is_told_why_they_cannot_leave(server: Server) -> None:
    _, owner = owner_of(server)
    owner.submit(PAGE, to=f"{PAGE}/leave")
    assert "A workspace needs an owner" in owner.get(PAGE).text


def test_who_leaves_their_last_workspace_is_led_to_a_new_one(server: Server) -> None:
    _, owner = owner_of(server)
    email, person = joined(server, owner, "owner")
    (member_id,) = re.findall(rf"{PAGE}/(\d+)/remove", person.get(PAGE).text)
    owner.submit(PAGE, to=f"{PAGE}/leave")
    assert owner.get("/").headers["Location"] == "/workspaces/new"
    assert owner.submit("/workspaces/new", name="Toko Baru").headers["Location"] == "/"
    assert "Toko Baru" in owner.get("/").text
    assert row(person.get(PAGE), email)
    assert member_id


def test_a_person_switches_between_workspaces_and_names_them(server: Server) -> None:
    email, person = owner_of(server)
    (first,) = set(re.findall(r"/workspaces/(\d+)/choose", _after_adding(person, "Toko Kedua")))
    assert person.submit("/settings/workspace", name="Toko Tiga").headers["Location"] == "/settings/workspace"
    assert "Toko Tiga" in person.get("/").text
    person.submit("/", to=f"/workspaces/{first}/choose")
    assert f"“{email}”" in person.get(PAGE).text
    _, stranger = owner_of(server, "dewi")
    assert stranger.submit("/", to=f"/workspaces/{first}/choose").status_code == 404


def _after_adding(person: Visitor, name: str) -> str:
    person.submit("/workspaces/new", name=name)
    return person.get("/").text


def test_the_page_of_settings_leads_to_every_one(server: Server) -> None:
    _, person = owner_of(server)
    page = person.get("/settings").text
    for path in ("/settings/api-keys", PAGE, "/settings/workspace", "/sign-out"):
        assert f'"{path}"' in page
