"""Mails about reports: to staff when some wait, at most one an hour; to reporters who asked what came of theirs."""

from collections.abc import Sequence
from datetime import datetime

from django.core.cache import cache
from django.core.mail import send_mail
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext, ngettext

from kliqs.accounts.models import User
from kliqs.links.models import Report
from kliqs.links.reporting import Decision
from kliqs.settings import load

QUIET_S = 3_600
CLAIM = "reports-told"


def tell_staff(moment: datetime) -> int:
    """Mail every member of staff that reports wait which none was told of. Returns how many mails went out.

    The hour is a claim in the cache's table, which all processes share: of several one sends. Where nothing went out
    it is given back, and the next look tries again.
    """
    is_there = Q(link__isnull=False) | Q(page_target__isnull=False)
    untold = Report.objects.filter(is_there, handled_at=None, told_at=None)
    count = untold.count()
    staff = list(User.objects.filter(is_staff=True, is_active=True).order_by("pk"))
    if not count or not staff or not cache.add(CLAIM, moment.isoformat(), QUIET_S):
        return 0
    told = untold.filter(created_at__lte=moment)
    sent = sum(_tell(person, count) for person in staff)
    if sent:
        told.update(told_at=moment)
    else:
        cache.delete(CLAIM)
    return sent


def answer_reporters(reports: Sequence[Report], decision: Decision) -> None:
    """Tell those who left an address what was decided, each address once."""
    for email, report in {each.email: each for each in reports if each.email}.items():
        with translation.override(report.language or load().language):
            link = f"{load().domain}/{report.slug}"
            if decision == Decision.DISMISSED:
                outcome = gettext("We looked at %(link)s and where it leads, and found nothing wrong.")
            else:
                outcome = gettext("We looked at %(link)s and switched it off. It harms nobody any more.")
            text = gettext("Hi,\n\n%(outcome)s\n\nThank you for telling us.\n\nKliqs")
            text %= {"outcome": outcome % {"link": link}}
            send_mail(gettext("Your report of %(link)s") % {"link": link}, text, None, [email])


def _tell(person: User, count: int) -> bool:
    with translation.override(person.language or load().language):
        subject = ngettext("%(count)s report of a link waits", "%(count)s reports of links wait", count) % {
            "count": count
        }
        text = gettext(
            "Somebody says that links on your Kliqs do harm. Look at them and decide:\n%(address)s\n\n"
            "You get at most one such mail an hour.\n\nKliqs"
        )
    return bool(send_mail(subject, text % {"address": f"{load().dash_origin}/office/reports"}, None, [person.email]))
