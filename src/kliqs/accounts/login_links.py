"""Links that sign a person in once: for the operator's first way in, and where no mail server is."""

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kliqs.accounts.models import User

SALT = "kliqs.accounts.login_links"
LASTS_S = 15 * 60


class LoginLinkSpent(Exception):
    """The token is not one of ours, is older than 15 minutes, or was used; a new one is needed."""


def make(user: User) -> str:
    """A token good for 15 minutes and one use. Any sign-in or change of password ends it earlier."""
    return signing.dumps([user.pk, _state(user)], salt=SALT)


def check(token: str) -> User:
    """The user a token would sign in, without using it up. Raises LoginLinkSpent."""
    pk, state = _read(token)
    user = User.objects.filter(pk=pk, is_active=True).first()
    if user is None or _state(user) != state:
        raise LoginLinkSpent
    return user


def redeem(token: str) -> User:
    """Use a token up. Of two at once, one succeeds: the row is locked while its last sign-in moves.

    Raises LoginLinkSpent.
    """
    pk, state = _read(token)
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=pk, is_active=True).first()
        if user is None or _state(user) != state:
            raise LoginLinkSpent
        user.last_login = timezone.now()
        user.save(update_fields=["last_login"])
    return user


def _read(token: str) -> tuple[int, str]:
    try:
        pk, state = signing.loads(token, salt=SALT, max_age=LASTS_S)
    except signing.BadSignature as problem:
        raise LoginLinkSpent from problem
    return pk, state


def _state(user: User) -> str:
    """What changes with every sign-in and every change of password; keyed, since the token can be read."""
    last_login = "" if user.last_login is None else user.last_login.isoformat()
    return salted_hmac(SALT, f"{user.password}\n{last_login}", algorithm="sha256").hexdigest()[:32]
