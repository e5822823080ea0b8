"""URLs of the dashboard host."""

from django.urls import path

from kliqs.web import wellknown
from kliqs.web.dashboard import api_keys, overview, signing_in

urlpatterns = [
    path("", overview.show, name="overview"),
    path("settings/api-keys", api_keys.show, name="api_keys"),
    path("settings/api-keys/<int:key_id>/revoke", api_keys.revoke, name="revoke_key"),
    path("sign-in", signing_in.show, name="sign_in"),
    path("sign-out", signing_in.leave, name="sign_out"),
    path("login-link/<str:token>", signing_in.by_link, name="login_link"),
    path("robots.txt", wellknown.closed_robots),
    path(".well-known/security.txt", wellknown.security),
]
handler400 = "kliqs.web.failures.bad_request"
handler403 = "kliqs.web.failures.forbidden"
handler404 = "kliqs.web.failures.not_found"
handler500 = "kliqs.web.failures.server_error"
