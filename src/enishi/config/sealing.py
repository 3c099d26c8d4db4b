"""Seal the lake from the fact log: what changed since its last fact, or all of it anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pyarrow as pa
from django.conf import settings
from django.db import connections

from enishi import lake
from enishi.commerce.queries import has_amounts
from enishi.config.folding import LAKE_KINDS, SIDE_KINDS, CustomerMap, Sides, order_rows
from enishi.config.holding import abandoned, holder_name
from enishi.facts import actions as facts_actions
from enishi.facts import queries as facts_queries
from enishi.facts.contracts import ORDER_STATE, Fact
from enishi.identity.queries import map_customers
from enishi.kernel.errors import EnishiError
from enishi.lake import LakeMissing, Manifest

READER = "lake"
LEASE_S = 15 * 60
# Up to this many facts are sealed as changes; more of them, beside a lake no larger, are quicker sealed anew.
CHANGES_MAX = 100_000

Progress = Callable[[int, int], None]


class SealingElsewhere(EnishiError):
    code = "sealing_elsewhere"


def _silent(_done: int, _total: int) -> None:
    return


def find_manifest() -> Manifest | None:
    """The lake as it is sealed now; None while there is none."""
    try:
        return lake.open_lake(settings.ENISHI.lake_dir).manifest
    except LakeMissing:
        return None


def is_behind() -> bool:
    """Whether there are facts that the lake does not know."""
    manifest = find_manifest()
    return facts_queries.get_head() != (manifest.position if manifest else 0)


def seal(*, now: datetime, anew: bool = False, progress: Progress = _silent) -> Manifest:
    """Bring the lake to the head of the log. `anew`: from the first fact on. Raises SealingElsewhere."""
    holder = holder_name()
    held = facts_queries.find_cursor(READER)
    claimed = facts_actions.claim_cursor(
        READER, holder=holder, abandoned=abandoned(held.holder if held else ""), now=now, lease_s=LEASE_S
    )
    if claimed is None:
        raise SealingElsewhere("Another process is sealing the lake.", hint="Wait for it to end, then try again.")
    try:
        head = facts_queries.get_head()
        old = find_manifest()
        if old is not None and old.position == head and not anew and _fits(old):
            manifest = old
        elif old is None or anew or not _fits(old) or _is_much(old, head):
            manifest = _seal_anew(head, now, progress)
        else:
            manifest = _seal_changes(old, head, now, progress)
        facts_actions.advance_cursor(READER, holder=holder, position=head)
    finally:
        facts_actions.release_cursor(READER, holder=holder)
    return manifest


def _fits(old: Manifest) -> bool:
    """Whether the lake counts days and money as this installation does."""
    environment = settings.ENISHI
    return (old.time_zone, old.currency) == (environment.time_zone.key, environment.currency.code)


def _is_much(old: Manifest, head: int) -> bool:
    return head < old.position or head - old.position > max(CHANGES_MAX, old.orders)


def _seal_anew(head: int, now: datetime, progress: Progress) -> Manifest:
    environment = settings.ENISHI
    customers = CustomerMap(*map_customers())
    sides = Sides()
    for facts in facts_queries.iterate_after(0, kinds=SIDE_KINDS, upto=head):
        sides.add(facts)
    return lake.seal_anew(
        environment.lake_dir,
        orders=_all_orders(head, customers, sides.last_states),
        departures=sides.departures(customers),
        contracts=sides.contracts(customers),
        position=head,
        time_zone=environment.time_zone.key,
        currency=environment.currency.code,
        now=now,
        has_amounts=has_amounts(),
        progress=progress,
    )


def _all_orders(head: int, customers: CustomerMap, last_states: dict[int, int]) -> Iterator[pa.RecordBatch]:
    """Every order once, as its last fact tells it, in one walk through the log.

    The engine asks for batches from threads of its own; one thread reads for all of them, with one connection.
    """

    def is_last(fact: Fact) -> bool:
        return last_states.get(fact.subject, fact.position) == fact.position

    batches = facts_queries.iterate_after(0, kinds=ORDER_STATE, upto=head)
    with ThreadPoolExecutor(1, "facts") as reader:
        try:
            while facts := reader.submit(next, batches, None).result():
                yield order_rows(facts, customers, is_last)
        finally:
            reader.submit(connections.close_all).result()


def _seal_changes(old: Manifest, head: int, now: datetime, progress: Progress) -> Manifest:
    sides = Sides()
    orders: dict[int, Fact] = {}
    for facts in facts_queries.iterate_after(old.position, kinds=LAKE_KINDS, upto=head):
        sides.add(facts)
        orders.update((fact.subject, fact) for fact in facts if fact.body.kind in ORDER_STATE)
    profiles = {fact.profile for fact in orders.values() if fact.profile is not None} | sides.profiles()
    customers = CustomerMap(*map_customers(sorted(profiles)))
    return lake.seal_changes(
        settings.ENISHI.lake_dir,
        orders=pa.Table.from_batches([order_rows(orders.values(), customers, lambda _: True)]),
        departures=sides.departures(customers),
        contracts=sides.contracts(customers),
        position=head,
        now=now,
        progress=progress,
    )
