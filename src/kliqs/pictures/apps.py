from django.apps import AppConfig


class PicturesConfig(AppConfig):
    name = "kliqs.pictures"
    label = "pictures"

    def ready(self) -> None:
        from kliqs.pictures.keeping import follow_deletions

        follow_deletions()
