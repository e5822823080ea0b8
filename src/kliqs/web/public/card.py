"""`/<slug>/~card-<digest>.jpg`: the picture that chat and social apps show with a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kliqs.bio.models import Card


@require_safe
def show(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    """Named by its content, so that it may be kept for ever."""
    card = Card.objects.filter(digest=digest, page__slug=slug.lower(), page__deleted_at=None).first()
    if card is None:
        raise Http404
    response = HttpResponse(bytes(card.content), content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
