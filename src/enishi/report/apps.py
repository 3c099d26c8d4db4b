from django.apps import AppConfig


class ReportConfig(AppConfig):
    name = "enishi.report"
    label = "report"
