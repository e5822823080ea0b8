"""The summary of a week, by mail, to members who asked for it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from kliqs.accounts.models import Member
from kliqs.accounts.summaries import claim_summary, due, release_summary, token_of
from kliqs.bio.naming import labelled
from kliqs.clicks.questions.asking import click_reader
from kliqs.clicks.questions.scope import EVERYBODY, PEOPLE, Scope
from kliqs.clicks.questions.top import top
from kliqs.clicks.questions.totals import totals
from kliqs.settings import load
from kliqs.web.dashboard.analytics.charts import stats_of
from kliqs.web.dashboard.analytics.panels import NAMES, label

PAGES = "kliqs.web.dashboard.urls"
LISTS = (("link", 5), ("referrer_host", 3), ("city", 3))  # dimensions, and how many values of each

log = structlog.get_logger("accounts")


def send_summaries(now: datetime) -> int:
    """Mail everybody whose week is over and untold. Returns how many mails went out.

    A claim is committed before its mail: of several processes one sends, and a process killed in between leaves that
    one mail unsent. Where nothing went out the claim is given back. Raises django.db.Error when the database is away.
    """
    sent = 0
    for member, week in list(due(now)):
        try:
            sent += _send(member, week)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            # a background look has no one to answer to: one summary that fails must not keep the others
            log.exception("summary.not_sent", member=member.pk)
    return sent


def _send(member: Member, week: date) -> bool:
    if not claim_summary(member, week):
        return False
    went_out = False
    try:
        zone = ZoneInfo(member.user.time_zone)
        with translation.override(member.user.language or load().language), timezone.override(zone):
            subject, text = words(member, week)
        went_out = bool(EmailMessage(subject, text, None, [member.user.email], headers=_headers(member)).send())
    finally:
        if not went_out:
            release_summary(member, week)
    return went_out


def _headers(member: Member) -> dict[str, str]:
    """What lets mail programs offer to stop it, with one press (RFC 2369, RFC 8058)."""
    return {"List-Unsubscribe": f"<{_stop(member)}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _stop(member: Member) -> str:
    return f"{load().dash_origin}{reverse('stop_weekly_mail', PAGES, args=[token_of(member)])}"


def words(member: Member, week: date) -> tuple[str, str]:
    """The subject and the text, in the language and the zone that are active."""
    zone = ZoneInfo(member.user.time_zone)
    since, until = (datetime.combine(week + timedelta(days=days), time(), zone) for days in (0, 7))
    everybody = Scope(member.workspace_id, since, until, zone.key, kinds=EVERYBODY)
    stats = stats_of(click_reader().now(totals, everybody, compare=True))
    count = stats[0].value
    last_day = week + timedelta(days=6)
    context = {
        "workspace": _one_line(member.workspace.name),
        "first": week,
        "last": last_day,
        "stats": stats,
        "lists": _lists(replace(everybody, kinds=PEOPLE)),
        "address": f"{load().dash_origin}{reverse('analytics', PAGES)}?since={week}&until={last_day}",
        "stop": _stop(member),
    }
    clicks = ngettext("%(count)s click", "%(count)s clicks", count) % {"count": intcomma(count)}
    subject = gettext("%(workspace)s: %(clicks)s last week") % {"workspace": context["workspace"], "clicks": clicks}
    return subject, render_to_string("dashboard/analytics/weekly.txt", context)


def _lists(people: Scope) -> list[tuple[Promise, list[tuple[str, int]]]]:
    """The lists that have something in them: a title, and names with their clicks."""
    found = [(name, click_reader().now(top, people, name, size=size, visitors=False).rows) for name, size in LISTS]
    found = [(name, labelled(people.workspace_id, rows) if name == "link" else rows) for name, rows in found]
    return [(NAMES[name], [(label(name, row), row.counts.human) for row in rows]) for name, rows in found if rows]


def _one_line(text: str) -> str:
    """In a subject a line break would begin another header field."""
    return " ".join(text.split())
