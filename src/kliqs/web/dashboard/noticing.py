"""Telling people that a limit is near: the banner on every page of the dashboard, and a mail to the owners."""

from datetime import UTC, datetime

import structlog
from django.core.mail import send_mail
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext

from kliqs.accounts.membership import acting_member
from kliqs.accounts.models import Role, User, Workspace
from kliqs.accounts.notices import Notice, claim, reached, release, untold, usage_of
from kliqs.accounts.usage import month_of
from kliqs.background import now_and_then
from kliqs.settings import load
from kliqs.web.dashboard.members import CHOSEN
from kliqs.web.dashboard.weekly import send_summaries
from kliqs.web.office.report_mail import tell_staff

EVERY_S = 60.0

log = structlog.get_logger("accounts")


def limits(request: HttpRequest) -> dict[str, object]:
    """`limits_near` for every template of the dashboard: asked for only where a template shows them."""
    if getattr(request, "urlconf", "") != "kliqs.web.dashboard.urls":
        return {}
    return {"limits_near": lambda: _near(request)}


async def notice_forever() -> None:
    """Look every minute, also for weeks to sum up. A mail server that hangs holds up no stopping."""
    await now_and_then("noticing", EVERY_S, _look)


def tell_all(moment: datetime) -> int:
    """Mail the owners of every workspace that was not told yet. Returns how many notices went out.

    A claim is committed before its mail: of several processes one sends. Where nothing went out the claim is given
    back, so a mail server that is away is tried again; a process killed in between leaves that one mail unsent.
    A defect that one workspace meets is logged and the rest are told; raises django.db.Error when the database is away.
    """
    month, told = month_of(moment), 0
    for workspace, notice in list(untold(moment)):
        try:
            told += _tell(workspace, month, notice)
        except (OperationalError, InterfaceError):
            raise  # the database is away: the rest could only wait for it too
        except Exception:
            # a background look has no one to answer to: a defect that meets one workspace must not silence the rest
            log.exception("usage.not_told", workspace=workspace.pk, limit=notice.limit, percent=notice.percent)
    return told


def _tell(workspace: Workspace, month: str, notice: Notice) -> bool:
    if not claim(workspace, month, notice):
        return False
    went_out = False
    try:
        went_out = _mail(workspace, notice)
    finally:
        if not went_out:
            release(workspace, month, notice)
    return went_out


def _look() -> None:
    tell_all(datetime.now(UTC))
    tell_staff(datetime.now(UTC))
    send_summaries(datetime.now(UTC))


def _near(request: HttpRequest) -> list[Notice]:
    if not isinstance(request.user, User):
        return []
    member = acting_member(request.user, request.session.get(CHOSEN))
    return [] if member is None else reached(usage_of(member.workspace, datetime.now(UTC)))


def _mail(workspace: Workspace, notice: Notice) -> bool:
    """To every owner, in their own language. Without an owner to tell there is nothing to try again."""
    owners = User.objects.filter(memberships__workspace=workspace, memberships__role=Role.OWNER, is_active=True)
    sent = []
    for owner in owners:
        with translation.override(owner.language or load().language):
            subject, text = _words(workspace, notice)
        sent.append(bool(send_mail(subject, text, None, [owner.email])))
    return any(sent) or not sent


def _words(workspace: Workspace, notice: Notice) -> tuple[str, str]:
    values = {
        "workspace": " ".join(workspace.name.split()),  # in a subject a line break would begin another header field
        "used": notice.used,
        "of": notice.of,
        "percent": notice.percent,
        "address": f"{load().dash_origin}/usage",
    }
    if notice.limit == "requests":
        subject = gettext("%(workspace)s has used %(percent)s %% of this month's API requests")
        fact = gettext("“%(workspace)s” has used %(used)s of %(of)s API requests of this month.")
        then = gettext(
            "When all are used, creating links over the API is refused until the month starts again. Your links and "
            "their redirects go on as ever."
        )
    else:
        subject = gettext("%(workspace)s has used %(percent)s %% of its links")
        fact = gettext("“%(workspace)s” holds %(used)s of the %(of)s links of its plan.")
        then = gettext(
            "When all are used, new links are refused until you delete some or change plan. The links you have and "
            "their redirects go on as ever."
        )
    last = gettext("See the usage and the plans:\n%(address)s\n\nKliqs")
    return subject % values, "\n\n".join([fact % values, then, last % values])
