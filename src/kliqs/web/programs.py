"""URLs of the API's host besides the API: what programs look for at fixed places of every host."""

from django.urls import path

from kliqs.web import wellknown

urlpatterns = [
    path("robots.txt", wellknown.closed_robots),
    path(".well-known/security.txt", wellknown.security),
]
handler400 = "kliqs.web.failures.bad_request"
handler403 = "kliqs.web.failures.forbidden"
handler404 = "kliqs.web.failures.not_found"
handler500 = "kliqs.web.failures.server_error"
