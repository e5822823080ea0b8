"""What keeps accounts safe besides the password: mails for one reader, an end that says why, a record of it all."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor

from running.server import Server
from running.waiting import eventually
from web.test_accounts import PASSWORD, actions, confirm, link_in, mails, sign_in, sign_up, visitor


def test_mails_in_the_folder_are_the_operators_alone(server: Server) -> None:
    sign_up(server, "surat@example.com")
    assert stat.S_IMODE((server.data_dir / "mail").stat().st_mode) == 0o700


def test_the_log_says_at_the_start_where_mails_go(server: Server) -> None:
    eventually(lambda: "mail.kept_as_files" in server.log())


def test_a_disabled_person_reads_why_but_only_with_the_password(server: Server) -> None:
    email = "ditutup@example.com"
    confirm(server, sign_up(server, email), email)
    with server.database() as db:
        db.execute(
            "UPDATE accounts_user SET is_active = ?, disabled_reason = ? WHERE email = ?",
            (False, "Links to <b>fake</b> shops.", email),
        )
    page = visitor(server).submit("/account/login/", login=email, password=PASSWORD)
    assert page.status_code == 403
    assert "Links to &lt;b&gt;fake&lt;/b&gt; shops." in page.text
    wrong = visitor(server).submit("/account/login/", login=email, password="bukan itu sama sekali")
    assert "fake" not in wrong.text


def test_mails_speak_the_language_of_who_reads_them(server: Server) -> None:
    email = "pembaca@example.com"
    confirm(server, sign_up(server, email, "id"), email)
    visitor(server, "en").submit("/account/password/reset/", email=email)
    assert mails(server, email)[-1][0] == "Kata sandi baru untuk Kliqs"


def test_ending_sessions_is_noted(server: Server) -> None:
    email = "akhir@example.com"
    confirm(server, sign_up(server, email), email)
    one, _ = sign_in(server, email), sign_in(server, email)
    before = actions(server, email)
    one.submit("/account/sessions/")
    added = actions(server, email)[len(before) :]
    assert set(added) == {"account.session_ended"}
    assert len(added) == 2  # the one that confirmed the address, and the other


def test_two_sign_ups_at_once_make_one_account(server: Server) -> None:
    email = "serentak@example.com"
    people = [visitor(server) for _ in range(4)]
    with ThreadPoolExecutor(len(people)) as at_once:
        answers = list(
            at_once.map(lambda each: each.submit("/account/signup/", email=email, password1=PASSWORD), people)
        )
    assert [answer.status_code for answer in answers] == [302] * len(people), [a.text[:300] for a in answers]
    with server.database() as db:
        count = db.execute(
            "SELECT count(*) FROM accounts_member m JOIN accounts_user u ON u.id = m.user_id WHERE u.email = ?",
            (email,),
        ).fetchone()[0]
    assert count == 1


def test_a_link_in_a_mail_leads_to_this_dashboard_whatever_host_is_claimed(server: Server) -> None:
    email = "tuanrumah@example.com"
    confirm(server, sign_up(server, email), email)
    person = visitor(server)
    page = person.get("/account/password/reset/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token is not None
    person._client.headers["X-Forwarded-Host"] = "evil.example"
    person.post("/account/password/reset/", csrfmiddlewaretoken=token[1], email=email)
    text = mails(server, email)[-1][1]
    assert "evil.example" not in text
    assert link_in(text).startswith("/account/password/reset/key/")
