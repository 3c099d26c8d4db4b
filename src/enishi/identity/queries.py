"""Looking people up. Reads go through the mapping: a customer is the set of profiles that belong to him now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from django.db import connection
from django.db.models import Q, QuerySet

from enishi.identity.contracts import KeyKind, PeoplePage, PersonCard
from enishi.identity.models import Customer, CustomerProfile, Profile
from enishi.identity.rules import folded
from enishi.kernel.errors import EnishiError
from enishi.kernel.rows import Rows

_EARLIEST = datetime.min.replace(tzinfo=UTC)


class UnknownCustomer(EnishiError):
    code = "unknown_customer"


def get_customer(customer: int) -> PersonCard:
    """Raises UnknownCustomer."""
    for card in list_customers([customer]):
        return card
    raise UnknownCustomer(f"There is no customer {customer}.", hint="Look for the customer in the list.")


def list_customers(customers: Sequence[int]) -> list[PersonCard]:
    """Cards of these customers, in the order asked for; unknown ones are left out."""
    of_customer: dict[int, list[Profile]] = {}
    for link in CustomerProfile.objects.filter(customer__in=customers, until__isnull=True).select_related("profile"):
        of_customer.setdefault(link.customer_id, []).append(link.profile)
    return [_card(customer, of_customer[customer]) for customer in customers if customer in of_customer]


def search(text: str, *, after: int | None = None, limit: int = 50) -> PeoplePage:
    """Customers whose name, kana, mail, phone, member id, postal code or address holds all words of `text`.

    Without words: everybody. Newest customers first; `after` is the `next_after` of the page before.
    """
    links = CustomerProfile.objects.filter(until__isnull=True)
    if after is not None:
        links = links.filter(customer__lt=after)
    for word in text.split():
        links = links.filter(Q(profile__search_text__contains=folded(word)))
    found = list(_distinct(links, limit + 1))
    page = found[:limit]
    return PeoplePage(tuple(list_customers(page)), page[-1] if len(found) > limit else None)


def map_customers(profiles: Sequence[int] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Of these profiles, or of all: profiles ascending, and the customer each belongs to now. Both int64, aligned."""
    table = CustomerProfile._meta.db_table
    with connection.cursor() as cursor:
        if profiles is None:
            cursor.execute(f'SELECT profile_id, customer_id FROM "{table}" WHERE until IS NULL')  # noqa: S608 - own name
            parts = []
            while found := cursor.fetchmany(100_000):
                parts.append(np.array(found, dtype=np.int64))
        else:
            rows = Rows(cursor, connection.vendor)
            columns = ("profile_id", "customer_id")
            found = list(rows.select(table, columns, profiles, key="profile_id", where="until IS NULL"))
            parts = [np.array(found, dtype=np.int64)] if found else []
    pairs = np.concatenate(parts) if parts else np.empty((0, 2), dtype=np.int64)
    pairs = pairs[np.argsort(pairs[:, 0])]
    return pairs[:, 0].copy(), pairs[:, 1].copy()


def list_profiles(customer: int) -> list[int]:
    """The profiles that belong to a customer now."""
    return list(CustomerProfile.objects.filter(customer=customer, until__isnull=True).values_list("profile", flat=True))


def count_customers() -> int:
    return Customer.objects.count()


def _distinct(links: QuerySet[CustomerProfile], limit: int) -> QuerySet[CustomerProfile, int]:
    return links.order_by("-customer").values_list("customer", flat=True).distinct()[:limit]


def _card(customer: int, profiles: Sequence[Profile]) -> PersonCard:
    newest_first = sorted(profiles, key=lambda profile: (profile.details_at or _EARLIEST, profile.id), reverse=True)

    def said(name: str) -> str:
        return next((value for profile in newest_first if (value := getattr(profile, name))), "")

    return PersonCard(
        customer=customer,
        family_name=said("family_name"),
        given_name=said("given_name"),
        family_kana=said("family_kana"),
        given_kana=said("given_kana"),
        mail=said("mail"),
        phone=said("phone"),
        postal_code=said("postal_code"),
        prefecture=said("prefecture"),
        address=said("address"),
        birthday=next((profile.birthday for profile in newest_first if profile.birthday), None),
        registered_at=min((profile.registered_at for profile in profiles if profile.registered_at), default=None),
        withdrawn_at=max((profile.withdrawn_at for profile in profiles if profile.withdrawn_at), default=None),
        member_ids=tuple(p.key_value for p in newest_first if p.key_kind == KeyKind.MEMBER),
        sources=tuple(dict.fromkeys(profile.source for profile in newest_first)),
        profiles=tuple(profile.id for profile in newest_first),
    )
