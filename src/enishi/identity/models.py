"""Profiles, customers, and the dated mapping between them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from enishi.identity.contracts import KeyKind


class Customer(models.Model):
    id = models.BigIntegerField(primary_key=True)
    since = models.DateTimeField()


class Profile(models.Model):
    """A person as one source knows him. The id never changes and is never given again."""

    id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=60)
    key_kind = models.CharField(max_length=10)
    key_value = models.CharField(max_length=320)
    family_name = models.TextField(blank=True, default="")
    given_name = models.TextField(blank=True, default="")
    family_kana = models.TextField(blank=True, default="")
    given_kana = models.TextField(blank=True, default="")
    mail = models.TextField(blank=True, default="")
    phone = models.TextField(blank=True, default="")
    postal_code = models.TextField(blank=True, default="")
    prefecture = models.TextField(blank=True, default="")
    address = models.TextField(blank=True, default="")
    birthday = models.DateField(null=True)
    registered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    details_at = models.DateTimeField(null=True)  # when the newest of these details was said
    search_text = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key_kind", "key_value"], name="identity_profile_key"),
            models.CheckConstraint(
                condition=Q(key_kind__in=[kind.value for kind in KeyKind]), name="identity_profile_key_kind"
            ),
            models.CheckConstraint(condition=~Q(key_value=""), name="identity_profile_key_said"),
        ]


class CustomerProfile(models.Model):
    """Which customer a profile belongs to, from `since` until `until`; open: it does now."""

    profile = models.ForeignKey(Profile, on_delete=models.PROTECT, db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile"], condition=Q(until__isnull=True), name="identity_customerprofile_one_now"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="identity_customerprofile_in_order"
            ),
        ]
