"""`/media/<name>`: an uploaded picture, from wherever pictures are kept."""

import re
from collections.abc import Callable

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from kliqs.pictures.names import NAME, PLACE, content_type

PATH = re.compile(f"{PLACE}({NAME})")
FOR_EVER = "public, max-age=31536000, immutable"  # a name is that of its content


class MediaMiddleware:
    """Serves pictures on every host: pages may show nothing of other hosts. In front of what makes answers differ by
    language or person, so that caches keep one of each."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asked = PATH.fullmatch(request.path) if request.method in ("GET", "HEAD") else None
        if asked is None:
            return self._get_response(request)
        try:
            with default_storage.open(asked[1]) as file:
                response = HttpResponse(file.read(), content_type=content_type(asked[1]))
        except FileNotFoundError:
            return self._get_response(request)
        response["Cache-Control"] = FOR_EVER
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response
