"""Who gets a summary of a week by mail, and that each is told of a week once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core import signing
from django.db.models import Q

from kliqs.accounts.models import Member

HOUR = 8  # of Monday, in the person's zone
SALT = "kliqs.accounts.summaries"


def wish_for_summary(member: Member, now: datetime, *, wanted: bool) -> None:
    """Mail this member a summary every week, or no longer. The first is of the week that is under way."""
    Member.objects.filter(pk=member.pk).update(weekly_summary=wanted, summary_week=_last_week(member, now))


def token_of(member: Member) -> str:
    """What a mail carries, for stopping it without signing in. It works for as long as the member is one."""
    return signing.dumps(member.pk, salt=SALT)


def member_of_token(token: str) -> Member | None:
    """Whose token it is; None when it is none of ours, or they are no member any more."""
    try:
        key = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Member.objects.select_related("user", "workspace").filter(pk=key).first()


def due(now: datetime) -> Iterator[tuple[Member, date]]:
    """Members whose Monday morning has come, and the Monday on which the week to tell of began."""
    wishing = Member.objects.filter(
        weekly_summary=True, user__is_active=True, workspace__disabled_at=None, workspace__sandbox_of=None
    )
    for member in wishing.select_related("user", "workspace").order_by("pk"):
        week = _last_week(member, now - timedelta(hours=HOUR))
        if member.summary_week is None or member.summary_week < week:
            yield member, week


def claim_summary(member: Member, week: date) -> bool:
    """Take it upon this process to tell; of several at once only one may."""
    untold = Q(summary_week=None) | Q(summary_week__lt=week)
    return bool(Member.objects.filter(untold, pk=member.pk, weekly_summary=True).update(summary_week=week))


def release_summary(member: Member, week: date) -> None:
    """Give a claim back: nothing went out, and the next look tries again."""
    Member.objects.filter(pk=member.pk, summary_week=week).update(summary_week=member.summary_week)


def _last_week(member: Member, now: datetime) -> date:
    """The Monday on which the last whole week began where the member is."""
    today = now.astimezone(ZoneInfo(member.user.time_zone)).date()
    return today - timedelta(days=today.weekday() + 7)
