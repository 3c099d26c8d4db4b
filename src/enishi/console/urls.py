"""Addresses of the staff pages."""

from __future__ import annotations

from django.urls import path, re_path

from enishi.console.views import base, customer, customers, imports, ladder, retention

app_name = "console"

urlpatterns = [
    path("", base.base, name="base"),
    path("base.csv", base.base_csv, name="base_csv"),
    path("ladder", ladder.ladder, name="ladder"),
    path("ladder.csv", ladder.ladder_csv, name="ladder_csv"),
    path("retention", retention.retention, name="retention"),
    re_path(r"^retention/(?P<name>cohorts|contracts|deliveries)\.csv$", retention.retention_csv, name="retention_csv"),
    path("customers", customers.customers, name="customers"),
    path("customers.csv", customers.customers_csv, name="customers_csv"),
    path("customers/<int:customer_id>", customer.customer, name="customer"),
    path("imports", imports.imports, name="imports"),
    path("imports/progress", imports.progress, name="imports_progress"),
    path("imports/<int:import_id>/stop", imports.stop, name="import_stop"),
    path("imports/<int:import_id>/resume", imports.resume, name="import_resume"),
    path("imports/<int:import_id>/map", imports.map_columns, name="import_map"),
    path("imports/<int:import_id>/rejects.csv", imports.rejects, name="import_rejects"),
]
