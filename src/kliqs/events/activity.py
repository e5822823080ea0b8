"""Reading the audit log of one workspace, newest first, a page at a time."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kliqs.events.models import AuditEntry

RECENT = 5_000  # entries that are looked through for who has done anything lately


@dataclass(frozen=True, slots=True)
class ActivityFilter:
    """Whose deeds, and of which subjects: `subjects` are first parts of actions' names, none for all; `actor` is as the
    log names them; `own` is the id of the person whose deeds alone are shown."""

    subjects: tuple[str, ...] = ()
    actor: str = ""
    own: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """`older` is the cursor of what comes after; None on the last page."""

    entries: list[AuditEntry]
    older: int | None


def list_activity(workspace_id: int, wanted: ActivityFilter, *, before: int | None, size: int) -> ActivityPage:
    """The entries older than the one whose id is `before`. Ids grow with time, so a page costs the same anywhere."""
    entries = _matching(workspace_id, wanted)
    if before is not None:
        entries = entries.filter(pk__lt=before)
    found = list(entries.order_by("-pk")[: size + 1])
    return ActivityPage(found[:size], found[size - 1].pk if len(found) > size else None)


def recent_actors(workspace_id: int) -> list[str]:
    """Everybody who did something lately as the log names them, former members and keys too."""
    recent = AuditEntry.objects.filter(workspace_id=workspace_id).order_by("-pk").values_list("actor", flat=True)
    return sorted(set(recent[:RECENT]))


def _matching(workspace_id: int, wanted: ActivityFilter) -> QuerySet[AuditEntry]:
    entries = AuditEntry.objects.filter(workspace_id=workspace_id)
    if wanted.own is not None:
        entries = entries.filter(actor_id=wanted.own)
    if wanted.actor:
        entries = entries.filter(actor=wanted.actor)
    if wanted.subjects:
        of_subject = Q()
        for subject in wanted.subjects:
            of_subject |= Q(action__startswith=f"{subject}.")
        entries = entries.filter(of_subject)
    return entries
