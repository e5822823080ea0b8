from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kliqs.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Listen to what is said of accounts."""
        from kliqs.accounts import watching

        self.watching = watching
