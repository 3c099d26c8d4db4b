"""Customers (顧客): everybody, those a search finds, and those behind a number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from enishi import insight
from enishi.console.behind import counted_unlike_people, name_cell, read_cell, room_of
from enishi.console.csv import rows_response
from enishi.console.screen import Screen, frame_context, open_screen
from enishi.identity import queries as identity
from enishi.identity.contracts import PersonCard
from enishi.insight.contracts import Cell, Member
from enishi.ui.format import Format
from enishi.ui.tables import Value, to_csv

PAGE = 50
CSV_PAGE = 1000


def _cell(request: HttpRequest) -> Cell | None:
    try:
        return read_cell(request.GET)
    except (KeyError, ValueError) as error:
        raise Http404(_("No figure has this address.")) from error


@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    cell = _cell(request)
    if cell is not None:
        return _behind(request, cell)
    text = request.GET.get("q", "").strip()
    page = identity.search(text, after=_number(request.GET.get("after")), limit=PAGE)
    screen = open_screen(request)
    known = insight.members_named(screen.lake, screen.view, [card.customer for card in page.people]) if screen else {}
    context = _frame(request, screen) | {
        "q": text,
        "people": [(card, known.get(card.customer)) for card in page.people],
        "next_after": page.next_after,
        "total": None if text else identity.count_customers(),
        "paged": "after" in request.GET,
    }
    return render(request, "console/customers.html", context)


def _frame(request: HttpRequest, screen: Screen | None) -> dict[str, Any]:
    context = frame_context(request, "customers")
    if screen is not None:
        context |= {"fmt": screen.fmt, "has_amounts": screen.has_amounts, "view": screen.view}
    return context


def _behind(request: HttpRequest, cell: Cell) -> HttpResponse:
    screen = open_screen(request)
    if screen is None:
        raise Http404
    found = insight.members(screen.lake, screen.view, cell, limit=PAGE + 1, after=_pair(request.GET.get("after")))
    page, more = found[:PAGE], len(found) > PAGE
    cards = {card.customer: card for card in identity.list_customers([member.customer for member in page])}
    context = _frame(request, screen) | {
        "title": name_cell(cell, screen.fmt),
        "from_room": room_of(cell),
        "count": insight.count_members(screen.lake, screen.view, cell),
        "counted_unlike": counted_unlike_people(cell),
        "people": [(cards.get(member.customer), member) for member in page],
        "next_after": f"{page[-1].revenue}.{page[-1].customer}" if more else None,
        "paged": "after" in request.GET,
    }
    return render(request, "console/behind.html", context)


@require_safe
def customers_csv(request: HttpRequest) -> HttpResponseBase:
    """All customers behind a number, as rows."""
    cell, screen = _cell(request), open_screen(request)
    if cell is None or screen is None:
        raise Http404
    headings = [
        _("Customer"), _("Name"), _("Name in kana"), _("Member number"), _("Mail"), _("Telephone"), _("F"),
        _("First order"), _("Last order"), _("Revenue"),
    ]  # fmt: skip
    return rows_response(to_csv(headings, _rows(screen, cell)), "customers")


def _rows(screen: Screen, cell: Cell) -> Iterator[list[Value]]:
    after: tuple[int, int] | None = None
    while page := insight.members(screen.lake, screen.view, cell, limit=CSV_PAGE, after=after):
        cards = {card.customer: card for card in identity.list_customers([member.customer for member in page])}
        for member in page:
            yield [str(member.customer), *_person(cards.get(member.customer)), *_numbers(member, screen.fmt)]
        after = (page[-1].revenue, page[-1].customer)


def _person(card: PersonCard | None) -> list[Value]:
    if card is None:
        return ["", "", "", "", ""]
    return [card.name, card.kana, " ".join(card.member_ids), card.mail, card.phone]


def _numbers(member: Member, fmt: Format) -> list[Value]:
    days: list[date] = [member.first_day, member.last_day]
    return [member.f, *(day.isoformat() for day in days), fmt.amount(member.revenue)]


def _number(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isdecimal():
        raise Http404
    return int(text)


def _pair(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    try:
        revenue, customer = text.split(".")
        return int(revenue), int(customer)
    except ValueError as error:
        raise Http404 from error
