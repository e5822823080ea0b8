"""URLs of the short host, as far as the redirect lane leaves them."""

from django.urls import path, re_path

from kliqs.routes.sandboxes import FOLDER
from kliqs.web import wellknown
from kliqs.web.public import card, password, preview, report, root

SLUG = r"(?P<slug>[A-Za-z0-9_-]{1,64})"
BELOW = rf"(?P<folder>{FOLDER})"

urlpatterns = [
    path("", root.to_home),
    path("robots.txt", wellknown.open_robots),
    path(".well-known/security.txt", wellknown.security),
    path("report", report.ask, name="report"),
    path("report/thanks", report.thanks),
    re_path(rf"^{SLUG}\+/?$", preview.show),
    re_path(rf"^{SLUG}/~card-(?P<digest>[0-9a-f]{{16}})\.jpg$", card.show),
    re_path(rf"^{SLUG}/?$", password.ask),
    re_path(rf"^{BELOW}/{SLUG}\+/?$", preview.show),
    re_path(rf"^{BELOW}/{SLUG}/~card-(?P<digest>[0-9a-f]{{16}})\.jpg$", card.show),
    re_path(rf"^{BELOW}/{SLUG}/?$", password.ask),
]
handler400 = "kliqs.web.failures.bad_request"
handler403 = "kliqs.web.failures.forbidden"
handler404 = "kliqs.web.failures.not_found"
handler500 = "kliqs.web.failures.server_error"
