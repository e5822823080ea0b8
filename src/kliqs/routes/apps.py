from django.apps import AppConfig


class RoutesConfig(AppConfig):
    name = "kliqs.routes"
    label = "routes"
