"""URLs of the docs host."""

from django.urls import path, re_path

from kliqs.web import wellknown
from kliqs.web.docs import views

LANGUAGE = r"^(?:(?P<language>en|id)/)?"
NAME = r"(?P<name>[a-z0-9-]+(?:/[a-z0-9-]+)?)"

urlpatterns = [
    path("robots.txt", wellknown.robots_of_site),
    path(".well-known/security.txt", wellknown.security),
    path("sitemap.xml", views.list_pages),
    re_path(rf"{LANGUAGE}llms\.txt$", views.list_for_models),
    re_path(rf"{LANGUAGE}llms-full\.txt$", views.whole_for_models),
    path("<str:language>/search.json", views.search),
    re_path(rf"{LANGUAGE}{NAME}\.md$", views.show_markdown),
    re_path(rf"^(?P<language>en|id)(?:/{NAME})?/?$", views.show),
    re_path(rf"^{NAME}?/?$", views.show),
]
handler400 = "kliqs.web.failures.bad_request"
handler403 = "kliqs.web.failures.forbidden"
handler404 = "kliqs.web.failures.not_found"
handler500 = "kliqs.web.failures.server_error"
