"""django-allauth's pages speak as ours do: *kamu* in Indonesian, in our own words."""

import re
from pathlib import Path

import allauth
import django.contrib.auth
import pytest
from babel.messages.pofile import read_po
from django.utils import translation
from django.utils.translation import gettext, ngettext

from running.server import Server
from web.test_accounts import confirm, sign_in, sign_up, visitor
from web.test_ending_pages import prove

pytestmark = pytest.mark.any_engine

FORMAL = re.compile(r"\bAnda\b", re.IGNORECASE)
OURS = Path(__file__).parents[2] / "src/kliqs/web/locale_of_libraries"
# Parts of django-allauth that Kliqs does not use, or whose mails have words of ours.
UNUSED = re.compile(
    "idp|openid|providers|phone|headless|trust|signup_by_passkey|username|admin|account_already_exists"
    "|email_confirmation_message|password_reset_key_message|unknown_account|account/login.html|request_login_code"
    "|adapter.py"
)
OPEN = ("login", "signup", "password/reset", "password/reset/done", "confirm-email", "password/reset/key/done")
OWN = ("email", "password/change", "sessions", "3rdparty", "2fa", "2fa/totp/activate", "2fa/webauthn/add", "logout")


def test_no_text_of_theirs_that_people_meet_is_formal() -> None:
    catalogue = Path(allauth.__file__).parent / "locale/id/LC_MESSAGES/django.po"
    with catalogue.open("rb") as file, translation.override("id"):
        formal = []
        for message in read_po(file, locale="id"):
            places = [place for place, _ in message.locations if not UNUSED.search(place)]
            if not message.id or not places:
                continue
            said = gettext(message.id) if isinstance(message.id, str) else ngettext(message.id[0], message.id[1], 2)
            if FORMAL.search(said):
                formal.append((message.id, places))
    assert formal == []


def test_our_words_are_for_texts_that_the_libraries_still_have() -> None:
    libraries = (Path(allauth.__file__).parent, Path(django.contrib.auth.__file__).parent)
    theirs = {text for library in libraries for text in _texts(library / "locale/id/LC_MESSAGES/django.po")}
    for path in OURS.rglob("django.po"):
        assert _texts(path) - theirs == set(), path


def _texts(catalogue: Path) -> set[str]:
    with catalogue.open("rb") as file:
        return {message.id if isinstance(message.id, str) else message.id[0] for message in read_po(file)}


def test_account_pages_say_kamu(server: Server) -> None:
    email = "sapaan@example.com"
    confirm(server, sign_up(server, email, "id"), email)
    person, stranger = sign_in(server, email), visitor(server, "id")
    prove(person)
    pages = {path: stranger.get(f"/account/{path}/") for path in OPEN}
    pages |= {path: person.get(f"/account/{path}/") for path in OWN}
    assert {path: page.status_code for path, page in pages.items() if page.status_code != 200} == {}
    assert [path for path, page in pages.items() if FORMAL.search(page.text)] == []
    assert [path for path, page in pages.items() if '<html lang="id">' not in page.text] == []
