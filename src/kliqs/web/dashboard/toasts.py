"""Telling a person what has just happened, below the page they are on."""

import json

from django.http import HttpRequest
from django.template.loader import render_to_string


def toast(request: HttpRequest, text: str, undo_url: str = "", undo_values: object = None) -> str:
    """HTML that an answer to htmx carries besides its own: htmx puts it among the toasts, out of band.

    `undo_url` takes a POST that takes the deed back, with `undo_values` (a JSON object) as its form.
    """
    context = {"text": text, "undo_url": undo_url, "undo_values": json.dumps(undo_values) if undo_values else ""}
    return render_to_string("components/toast.html", context, request)
