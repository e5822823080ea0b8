from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "kliqs.accounts"
    label = "accounts"
