from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "enishi.identity"
    label = "identity"
