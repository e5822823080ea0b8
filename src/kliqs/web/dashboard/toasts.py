"""Telling a person what has just happened, below the page they are on."""

from django.http import HttpRequest
from django.template.loader import render_to_string


def toast(request: HttpRequest, text: str, undo_url: str = "") -> str:
    """HTML that an answer to htmx carries besides its own: htmx puts it among the toasts, out of band.

    `undo_url` takes a POST that takes the deed back.
    """
    return render_to_string("components/toast.html", {"text": text, "undo_url": undo_url}, request)
