"""Settings: the page that leads to all of them, for phones first, where no side lists them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kliqs.accounts.models import Member
from kliqs.web.dashboard.members import for_members


@require_safe
@for_members
def show(request: HttpRequest, member: Member) -> HttpResponse:
    return render(request, "dashboard/settings.html", {"member": member})
