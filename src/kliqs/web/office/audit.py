"""The audit log of everything, newest first, to read."""

from collections.abc import Iterable

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from kliqs.accounts.models import User
from kliqs.events.models import AuditEntry
from kliqs.web.dashboard.activity.sentences import sentence
from kliqs.web.office.entrance import page
from kliqs.web.office.listing import page_of, searched
from kliqs.web.office.navigation import show


@page
def audit(request: HttpRequest, staff: User) -> HttpResponse:
    asked = searched(request)
    wanted = AuditEntry.objects.order_by("-pk")
    if asked:
        wanted = wanted.filter(Q(actor__iexact=asked) | Q(action__istartswith=asked) | Q(subject__iexact=asked))
    found = page_of(request, wanted)
    return show(request, "audit", {"page": found, "entries": told(found.rows), "asked": asked})


def told(entries: Iterable[AuditEntry]) -> list[tuple[AuditEntry, SafeString]]:
    """Each entry with its sentence."""
    return [(entry, sentence(entry, entry.actor)) for entry in entries]
