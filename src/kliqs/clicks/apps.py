from django.apps import AppConfig


class ClicksConfig(AppConfig):
    name = "kliqs.clicks"
    label = "clicks"
