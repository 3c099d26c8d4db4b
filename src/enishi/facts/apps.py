from django.apps import AppConfig


class FactsConfig(AppConfig):
    name = "enishi.facts"
    label = "facts"
