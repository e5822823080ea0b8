from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "kliqs.links"
    label = "links"
