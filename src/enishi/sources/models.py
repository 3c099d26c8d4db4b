"""Imports: one row for every file that was handed in, from waiting to done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from enishi.sources.contracts import FileKind, ImportState

_RUNNING = [ImportState.STAGING.value, ImportState.WRITING.value]
_ENDED = [ImportState.DONE.value, ImportState.FAILED.value, ImportState.STOPPED.value]


class Import(models.Model):
    id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=60, blank=True, default="")  # empty: the default of the file's format
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    mapping = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64, unique=True)  # of content, source and mapping
    state = models.CharField(max_length=10, default=ImportState.WAITING.value)
    kind = models.CharField(max_length=20, blank=True, default="")
    format = models.CharField(max_length=40, blank=True, default="")
    encoding = models.CharField(max_length=40, blank=True, default="")
    rows = models.BigIntegerField(default=0)
    records = models.BigIntegerField(default=0)
    repeated = models.BigIntegerField(default=0)
    written = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    message_code = models.CharField(max_length=60, blank=True, default="")
    message = models.TextField(blank=True, default="")
    asked_by = models.CharField(max_length=254)  # mail address of staff, or the command
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    stop_asked = models.BooleanField(default=False)
    holder = models.CharField(max_length=120, blank=True, default="")
    leased_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in ImportState]), name="sources_import_state"
            ),
            models.CheckConstraint(
                condition=Q(kind="") | Q(kind__in=[kind.value for kind in FileKind]), name="sources_import_kind"
            ),
            models.CheckConstraint(
                condition=(Q(state__in=_ENDED) & Q(finished_at__isnull=False))
                | (~Q(state__in=_ENDED) & Q(finished_at__isnull=True)),
                name="sources_import_finished",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_RUNNING) | Q(holder=""), name="sources_import_held_while_running"
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.FAILED.value) | ~Q(message_code=""), name="sources_import_failure_said"
            ),
            models.CheckConstraint(
                condition=Q(cursor__gte=0, cursor__lte=models.F("records")), name="sources_import_cursor"
            ),
        ]
        indexes = [models.Index(fields=["-created_at", "-id"], name="sources_import_newest")]
