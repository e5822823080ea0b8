"""URLs of the home host."""

from django.urls import path, re_path

from kliqs.web import wellknown
from kliqs.web.home import landing

urlpatterns = [
    re_path(r"^(?:(?P<language>en|id)/?)?$", landing.show),
    path("robots.txt", wellknown.open_robots),
    path(".well-known/security.txt", wellknown.security),
]
handler400 = "kliqs.web.failures.bad_request"
handler403 = "kliqs.web.failures.forbidden"
handler404 = "kliqs.web.failures.not_found"
handler500 = "kliqs.web.failures.server_error"
