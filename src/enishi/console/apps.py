from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "enishi.console"
    label = "console"
