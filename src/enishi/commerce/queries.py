"""Looking up what was bought. Lists page by key, never by offset."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q

from enishi.commerce.contracts import ContractCard, Counts, OrderCard, OrderLineCard, OrderPage
from enishi.commerce.models import Order, OrderLine, Payment, Product, RegularContract, Shipment

_NOT_DELIVERED = ["cancelled", "void"]


def list_orders(profiles: Sequence[int], *, after: tuple[datetime, int] | None = None, limit: int = 50) -> OrderPage:
    """Orders of a customer's profiles with their lines, newest first."""
    wanted = Order.objects.filter(profile__in=profiles)
    if after is not None:
        at, order = after
        wanted = wanted.filter(Q(ordered_at__lt=at) | Q(ordered_at=at, id__lt=order))
    found = list(wanted.select_related("contract").order_by("-ordered_at", "-id")[: limit + 1])
    page = found[:limit]
    more = len(found) > limit
    return OrderPage(tuple(_cards(page)), (page[-1].ordered_at, page[-1].id) if more else None)


def list_contracts(profiles: Sequence[int]) -> list[ContractCard]:
    """Regular deliveries of a customer's profiles, those that run first, then the latest start."""
    delivered = Count("order", filter=~Q(order__status__in=_NOT_DELIVERED))
    found = list(RegularContract.objects.filter(profile__in=profiles).annotate(deliveries=delivered))
    names = dict(Product.objects.filter(code__in={row.product_code for row in found}).values_list("code", "name"))
    cards = [
        ContractCard(
            contract=row.id,
            source=row.source,
            contract_id=row.contract_id,
            status=row.status,
            state_known=row.state_known,
            started_at=row.started_at,
            cadence_unit=row.cadence_unit,
            cadence_every=row.cadence_every,
            next_on=row.next_on,
            product_code=row.product_code,
            product_name=names.get(row.product_code, ""),
            quantity=row.quantity,
            paused_at=row.paused_at,
            cancelled_at=row.cancelled_at,
            cancel_reason=row.cancel_reason,
            deliveries=row.deliveries,
        )
        for row in found
    ]
    cards.sort(key=lambda card: -card.started_at.timestamp() if card.started_at else 0.0)
    return sorted(cards, key=lambda card: ["running", "paused", "cancelled"].index(card.status))


def count_all() -> Counts:
    return Counts(Order.objects.count(), RegularContract.objects.count(), Product.objects.count())


def has_amounts() -> bool:
    """Whether any order tells what it came to."""
    return Order.objects.filter(amount__isnull=False).exists()


def _cards(orders: Sequence[Order]) -> list[OrderCard]:
    ids = [order.id for order in orders]
    lines: dict[int, list[OrderLineCard]] = {}
    for line in OrderLine.objects.filter(order__in=ids).order_by("order_id", "number"):
        card = OrderLineCard(line.code, line.name, line.quantity, line.unit_price, line.amount)
        lines.setdefault(line.order_id, []).append(card)
    payments = {payment.order_id: payment for payment in Payment.objects.filter(order__in=ids)}
    shipments = {shipment.order_id: shipment for shipment in Shipment.objects.filter(order__in=ids)}
    return [
        _card(order, tuple(lines.get(order.id, ())), payments.get(order.id), shipments.get(order.id))
        for order in orders
    ]


def _card(
    order: Order, lines: tuple[OrderLineCard, ...], payment: Payment | None, shipment: Shipment | None
) -> OrderCard:
    return OrderCard(
        order=order.id,
        source=order.source,
        order_no=order.order_no,
        ordered_at=order.ordered_at,
        status=order.status,
        amount=order.amount,
        tax=order.tax,
        shipping=order.shipping,
        discount=order.discount,
        refunded=order.refunded,
        cancelled_at=order.cancelled_at,
        channel=order.channel,
        contract=order.contract_id,
        contract_id=order.contract.contract_id if order.contract else "",
        delivery_no=order.delivery_no,
        payment_method=payment.method if payment else "",
        paid_at=payment.paid_at if payment else None,
        shipped_at=shipment.shipped_at if shipment else None,
        delivered_at=shipment.delivered_at if shipment else None,
        tracking_no=shipment.tracking_no if shipment else "",
        lines=lines,
    )
