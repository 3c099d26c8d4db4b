"""One customer: who this is, what was ordered, which contracts run."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from enishi import insight
from enishi.commerce import queries as commerce
from enishi.console.screen import frame_context, open_screen
from enishi.figures.words import CHANNELS, CONTRACT_STATUSES, ORDER_STATUSES
from enishi.identity import queries as identity

PAGE = 30


@require_safe
def customer(request: HttpRequest, customer_id: int) -> HttpResponse:
    try:
        card = identity.get_customer(customer_id)
    except identity.UnknownCustomer as error:
        raise Http404 from error
    screen = open_screen(request)
    known = insight.members_named(screen.lake, screen.view, [customer_id]) if screen else {}
    page = commerce.list_orders(card.profiles, after=_after(request.GET.get("after")), limit=PAGE)
    context = frame_context(request, "customers") | {
        "card": card,
        "member": known.get(customer_id),
        "has_amounts": screen.has_amounts if screen else False,
        "view": screen.view if screen else None,
        "orders": [
            (order, ORDER_STATUSES[order.status], CHANNELS.get(order.channel, order.channel)) for order in page.orders
        ],
        "next_after": f"{page.next_after[0].isoformat()}|{page.next_after[1]}" if page.next_after else None,
        "paged": "after" in request.GET,
        "contracts": [(row, CONTRACT_STATUSES[row.status]) for row in commerce.list_contracts(card.profiles)],
    }
    return render(request, "console/customer.html", context)


def _after(text: str | None) -> tuple[datetime, int] | None:
    if text is None:
        return None
    try:
        at, order = text.split("|")
        return datetime.fromisoformat(at), int(order)
    except ValueError as error:
        raise Http404 from error
