"""Finding a link whichever workspace it is of: by its slug, or by the host it leads to, among millions by an index."""

from django.db import connection
from django.db.models import Q

from kliqs.links.destinations import turned
from kliqs.links.models import Link
from kliqs.routes.models import Route
from kliqs.routes.resolving import DEFAULT_DOMAIN
from kliqs.routes.sandboxes import TRIAL_FOLDER, TRIALS


def link_at(path: str) -> Link | None:
    """The link that answers at a path of the install's own short host: a slug in whatever case, or `try/<slug>`."""
    folder, _, slug = path.lower().rpartition("/")
    domain_id = TRIALS if f"/{folder}" == TRIAL_FOLDER else DEFAULT_DOMAIN
    target = Route.objects.filter(domain_id=domain_id, slug=slug).values("target")
    return Link.objects.select_related("workspace").filter(pk__in=target).first()


def page_target_at(slug: str) -> int | None:
    """The target of the Route of the bio page that answers at a slug of the install's own short host."""
    routes = Route.objects.filter(domain_id=DEFAULT_DOMAIN, slug=slug.lower(), kind=Route.Kind.PAGE)
    return routes.values_list("target", flat=True).first()


def leads_to(host: str) -> Q:
    """Links to a host (as `ascii_host` makes it) or to one below it.

    Each engine gets the form that its index serves: SQLite sorts by bytes, where `/` follows `.`; PostgreSQL's own
    order ignores dots, and its index is one of prefixes.
    """
    start = turned(host)
    if connection.vendor == "postgresql":
        return Q(host_reversed=start) | Q(host_reversed__startswith=f"{start}.")
    return Q(host_reversed=start) | Q(host_reversed__gt=f"{start}.", host_reversed__lt=f"{start}/")
