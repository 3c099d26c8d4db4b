"""The log and the cursors of its readers. Triggers in the first migration keep the log append-only."""

from __future__ import annotations

from django.db import models


class Fact(models.Model):
    position = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=120, unique=True)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    profile = models.BigIntegerField(null=True)
    subject = models.BigIntegerField()
    payload = models.JSONField()


class Cursor(models.Model):
    reader = models.CharField(max_length=60, primary_key=True)
    position = models.BigIntegerField(default=0)
    holder = models.CharField(max_length=120, blank=True, default="")
    leased_until = models.DateTimeField(null=True)
