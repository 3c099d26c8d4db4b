from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "enishi.sources"
    label = "sources"
