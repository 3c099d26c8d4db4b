"""Products, orders with what belongs to them, and regular deliveries. What may be is held by CHECK constraints."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

ORDER_STATUSES = ["placed", "cancelled", "void", "refunded"]
CONTRACT_STATUSES = ["running", "paused", "cancelled"]
CADENCE_UNITS = ["day", "month"]


class Product(models.Model):
    id = models.BigIntegerField(primary_key=True)
    code = models.CharField(max_length=200, unique=True)
    name = models.TextField()
    category = models.TextField(blank=True, default="")
    price = models.BigIntegerField(null=True)
    cost = models.BigIntegerField(null=True)
    supply_days = models.PositiveIntegerField(null=True)
    content_hash = models.CharField(max_length=32)
    revision = models.PositiveIntegerField(default=1)


class RegularContract(models.Model):
    """定期. `state_known`: a file of contracts told its state; otherwise only its deliveries are known."""

    id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=60)
    contract_id = models.CharField(max_length=200)
    profile = models.ForeignKey("identity.Profile", on_delete=models.PROTECT, null=True)
    state_known = models.BooleanField(default=False)
    status = models.CharField(max_length=10, default="running")
    started_at = models.DateTimeField(null=True)
    cadence_unit = models.CharField(max_length=10, blank=True, default="")
    cadence_every = models.PositiveIntegerField(null=True)
    next_on = models.DateField(null=True)
    product_code = models.TextField(blank=True, default="")
    quantity = models.BigIntegerField(null=True)
    paused_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(blank=True, default="")
    content_hash = models.CharField(max_length=32, blank=True, default="")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "contract_id"], name="commerce_contract_key"),
            models.CheckConstraint(condition=Q(status__in=CONTRACT_STATUSES), name="commerce_contract_status"),
            models.CheckConstraint(
                condition=Q(cadence_unit="", cadence_every__isnull=True)
                | Q(cadence_unit__in=CADENCE_UNITS, cadence_every__gte=1),
                name="commerce_contract_cadence",
            ),
            models.CheckConstraint(
                condition=Q(status="paused", paused_at__isnull=False)
                | (~Q(status="paused") & Q(paused_at__isnull=True)),
                name="commerce_contract_paused",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
                name="commerce_contract_cancelled",
            ),
            models.CheckConstraint(
                condition=Q(state_known=True, started_at__isnull=False) | Q(state_known=False, status="running"),
                name="commerce_contract_state_known",
            ),
        ]


class Order(models.Model):
    id = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    order_no = models.TextField(blank=True, default="")
    profile = models.ForeignKey("identity.Profile", on_delete=models.PROTECT, null=True, db_index=False)
    position = models.BigIntegerField()
    ordered_at = models.DateTimeField()
    amount = models.BigIntegerField(null=True)
    tax = models.BigIntegerField(null=True)
    shipping = models.BigIntegerField(null=True)
    discount = models.BigIntegerField(null=True)
    refunded = models.BigIntegerField(default=0)
    status = models.CharField(max_length=10)
    cancelled_at = models.DateTimeField(null=True)
    channel = models.TextField(blank=True, default="")
    contract = models.ForeignKey(RegularContract, on_delete=models.PROTECT, null=True, db_index=False)
    delivery_no = models.PositiveIntegerField(null=True)
    quantity = models.BigIntegerField(null=True)
    content_hash = models.CharField(max_length=32)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "key"], name="commerce_order_key"),
            models.CheckConstraint(condition=Q(status__in=ORDER_STATUSES), name="commerce_order_status"),
            models.CheckConstraint(condition=Q(refunded__gte=0), name="commerce_order_refunded"),
            models.CheckConstraint(
                condition=~Q(status="placed") | Q(cancelled_at__isnull=True), name="commerce_order_cancelled"
            ),
        ]
        indexes = [
            models.Index(fields=["profile", "ordered_at"], name="commerce_order_of_profile"),
            models.Index(
                fields=["contract", "delivery_no"],
                condition=Q(contract__isnull=False),
                name="commerce_order_of_contract",
            ),
        ]


class OrderLine(models.Model):
    """A line as sold; its product may be unknown here, so it is named by its code."""

    pk = models.CompositePrimaryKey("order_id", "number")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, db_index=False)
    number = models.PositiveIntegerField()
    code = models.TextField(blank=True, default="")
    name = models.TextField(blank=True, default="")
    quantity = models.BigIntegerField(null=True)
    unit_price = models.BigIntegerField(null=True)
    amount = models.BigIntegerField(null=True)


class Payment(models.Model):
    """Money received for an order; the sources of today tell of one payment an order."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, primary_key=True)
    method = models.TextField(blank=True, default="")
    amount = models.BigIntegerField(null=True)
    paid_at = models.DateTimeField(null=True)


class Shipment(models.Model):
    """A parcel on its way; the sources of today tell of one an order."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, primary_key=True)
    tracking_no = models.TextField(blank=True, default="")
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(shipped_at__isnull=False) | Q(delivered_at__isnull=False) | ~Q(tracking_no=""),
                name="commerce_shipment_says_something",
            )
        ]


class Refund(models.Model):
    """What was given back: every rise of the total that a source told, and every fall as a reversing entry."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE)
    amount = models.BigIntegerField()
    refunded_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="commerce_refund_amount")]
