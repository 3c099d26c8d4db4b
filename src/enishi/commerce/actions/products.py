"""Take in products with their cost and how long one piece lasts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from enishi.commerce.contracts import ProductIn, Written
from enishi.commerce.models import Product
from enishi.commerce.rules import content_hash
from enishi.facts.contracts import NewFact, ProductAdded, ProductChanged
from enishi.kernel.ids import new_ids
from enishi.kernel.rows import Rows

_TABLE = Product._meta.db_table
_TOLD = ("name", "category", "price", "cost", "supply_days", "content_hash", "revision")


def take_in_products(products: Sequence[ProductIn], *, now: datetime) -> tuple[Written, list[NewFact]]:
    """Add what is new, change what changed. A code told twice in one set counts as told last."""
    told = {product.code: product for product in products}
    hashes = {code: content_hash(product) for code, product in told.items()}
    with transaction.atomic(), connection.cursor() as cursor:
        rows = Rows(cursor, connection.vendor)
        rows.lock("commerce products")
        kept = rows.select(_TABLE, ("code", "id", "content_hash", "revision"), list(told), key="code")
        known = {code: (product, digest, revision) for code, product, digest, revision in kept}
        new = [code for code in told if code not in known]
        changed = [code for code in told if code in known and known[code][1] != hashes[code]]
        ids = {code: known[code][0] for code in known} | dict(zip(new, new_ids(len(new)), strict=True))
        revisions = dict.fromkeys(new, 1) | {code: known[code][2] + 1 for code in changed}

        def values(code: str) -> tuple[object, ...]:
            product = told[code]
            return (
                product.name, product.category or "", product.price, product.cost, product.supply_days,
                hashes[code], revisions[code],
            )  # fmt: skip

        rows.insert(_TABLE, ("id", "code", *_TOLD), [(ids[code], code, *values(code)) for code in new])
        rows.update(_TABLE, _TOLD, [(*values(code), ids[code]) for code in changed])
    facts: list[NewFact] = []
    for code in (*new, *changed):
        product = told[code]
        body = (ProductChanged if code in known else ProductAdded)(
            code, product.price, product.cost, product.supply_days
        )
        facts.append(NewFact(body, f"{body.kind}:{ids[code]}:{revisions[code]}", now, ids[code]))
    return Written(len(new), len(changed), len(told) - len(new) - len(changed)), facts
