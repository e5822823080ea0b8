from django.apps import AppConfig


class BioConfig(AppConfig):
    name = "kliqs.bio"
    label = "bio"
