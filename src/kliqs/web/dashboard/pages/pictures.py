"""Uploading a picture from within a form, before the form itself is sent."""

import re

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from kliqs.accounts.models import Member
from kliqs.errors import KliqsError
from kliqs.pictures.keeping import CARD, keep_picture
from kliqs.web.dashboard.members import for_changing
from kliqs.web.dashboard.pages.describing import BACKDROP, CODE, FACE, PHOTO, THUMBNAIL
from kliqs.web.dashboard.pages.fields import UPLOAD
from kliqs.web.dashboard.refusals import words

BOUNDS = {f"{width}x{height}": (width, height) for width, height in (FACE, THUMBNAIL, PHOTO, BACKDROP, CODE, CARD)}
FIELD = re.compile(r"[a-z_]{1,20}")
FIELD_ID = re.compile(r"id_[a-z0-9_]{1,40}")


@require_POST
@for_changing
def take(request: HttpRequest, member: Member) -> HttpResponse:
    """The field with the picture in it, or why not; without a file, the field without one."""
    name, field_id = request.POST.get("field", ""), request.POST.get("field_id", "")
    bounds = BOUNDS.get(request.POST.get("bounds", ""))
    if bounds is None or not FIELD.fullmatch(name) or not FIELD_ID.fullmatch(field_id):
        raise BadRequest
    upload, path, problem = request.FILES.get(name + UPLOAD), "", ""
    if upload is not None:
        try:
            path = keep_picture(member.workspace_id, upload, bounds)
        except KliqsError as refusal:
            problem = words(refusal)
    widget = {"name": name, "value": path, "attrs": {"id": field_id}, "bounds": request.POST["bounds"]}
    context = {"widget": widget, "problem": problem, "is_dirty": not problem}
    return render(request, "dashboard/pages/picture.html", context, status=422 if problem else 200)
