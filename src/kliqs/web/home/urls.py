"""URLs of the home host."""

from django.urls import path, re_path

from kliqs.web import wellknown
from kliqs.web.home import card, landing, papers, sitemaps, status, trial

LANGUAGE = r"^(?:(?P<language>en|id)/)?"
TRIAL = r"(?P<public_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"

urlpatterns = [
    re_path(r"^(?:(?P<language>en|id)/?)?$", landing.show),
    re_path(rf"{LANGUAGE}try$", trial.make),
    re_path(rf"{LANGUAGE}try/{TRIAL}$", trial.show),
    re_path(rf"{LANGUAGE}(?P<name>{'|'.join(papers.PAGES)})$", papers.show),
    re_path(rf"{LANGUAGE}status$", status.show),
    re_path(r"^card-(?P<language>en|id)\.png$", card.show),
    path("sitemap.xml", sitemaps.show),
    path("robots.txt", wellknown.robots_of_site),
    path(".well-known/security.txt", wellknown.security),
]
handler400 = "kliqs.web.failures.bad_request"
handler403 = "kliqs.web.failures.forbidden"
handler404 = "kliqs.web.failures.not_found"
handler500 = "kliqs.web.failures.server_error"
