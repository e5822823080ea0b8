from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "kliqs.events"
    label = "events"
