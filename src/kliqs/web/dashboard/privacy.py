"""Settings, workspace: whether visitors who ask not to be tracked are told apart."""

from contextlib import closing

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from kliqs.accounts.membership import is_owner
from kliqs.accounts.models import Member
from kliqs.clicks.privacy import honour_signals, honours_signals
from kliqs.database import Connection, Database
from kliqs.settings import load
from kliqs.web.dashboard.members import for_members


class PrivacyForm(forms.Form):
    honours_signals = forms.BooleanField(
        label=gettext_lazy("Honour Do Not Track and Global Privacy Control"),
        help_text=gettext_lazy(
            "Of visitors whose browser asks not to be tracked, no city, no referrer and nothing to recognise them by is"
            " kept. Their clicks still count."
        ),
        required=False,
    )


def privacy_form(member: Member) -> PrivacyForm:
    """As the workspace has it now."""
    with closing(Connection(Database(load().database_url), read_only=True)) as connection:
        return PrivacyForm(initial={"honours_signals": honours_signals(connection, member.workspace_id)})


@require_POST
@for_members
def change(request: HttpRequest, member: Member) -> HttpResponse:
    if not is_owner(member):
        raise PermissionDenied
    form = PrivacyForm(request.POST)
    is_on = form.is_valid() and form.cleaned_data["honours_signals"]
    with closing(Connection(Database(load().database_url))) as connection:
        honour_signals(connection, member.workspace_id, on=is_on)
    messages.success(
        request,
        gettext("Visitors who ask not to be tracked are not, from now on.")
        if is_on
        else gettext("All visitors are counted alike, from now on."),
    )
    return redirect("workspace")
