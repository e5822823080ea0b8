"""`/<slug>/~card-<digest>.jpg`: the picture that chat and social apps show with a page."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from kliqs.bio.models import Card, Page
from kliqs.routes.resolving import DEFAULT_DOMAIN
from kliqs.routes.sandboxes import domain_at


@require_safe
def show(request: HttpRequest, slug: str, digest: str, folder: str = "") -> HttpResponse:
    """Named by its content, so that it may be kept for ever."""
    domain_id = domain_at(folder) if folder else DEFAULT_DOMAIN
    pages = Page.objects.filter(slug=slug.lower(), domain_id=domain_id, deleted_at=None)
    card = Card.objects.filter(digest=digest, page__in=pages).first()
    if card is None:
        raise Http404
    response = HttpResponse(bytes(card.content), content_type="image/jpeg")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
