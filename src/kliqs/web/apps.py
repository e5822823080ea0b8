from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "kliqs.web"
    label = "web"
