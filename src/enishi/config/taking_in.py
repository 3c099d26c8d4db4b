"""One batch of staged records into identity and commerce."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from enishi.commerce import actions as commerce
from enishi.commerce.contracts import Written
from enishi.config import neutral
from enishi.facts.contracts import NewFact
from enishi.identity import actions as identity
from enishi.sources.contracts import FileKind


@dataclass(frozen=True)
class Outcome:
    """What a batch came to. `facts` are still to be recorded."""

    written: int
    unchanged: int
    facts: list[NewFact]


Work = Callable[[], Outcome]


def prepare(kind: FileKind, batch: pa.RecordBatch, *, now: datetime) -> Work:
    """All that can be done before the transaction; what is returned runs inside it."""
    match kind:
        case FileKind.ORDERS:
            return _orders(batch, now)
        case FileKind.CUSTOMERS:
            return _customers(batch, now)
        case FileKind.CONTRACTS:
            return _contracts(batch, now)
        case FileKind.PRODUCTS:
            return _products(batch, now)


def _orders(batch: pa.RecordBatch, now: datetime) -> Work:
    source, people, orders = _source(batch), neutral.sightings_of_orders(batch), neutral.orders(batch)

    def work() -> Outcome:
        taken, facts = identity.take_in(people, source=source, now=now)
        written, more = commerce.take_in(orders, profiles=taken.profiles, source=source, now=now)
        return _outcome(written, facts + more)

    return work


def _contracts(batch: pa.RecordBatch, now: datetime) -> Work:
    source, people, contracts = _source(batch), neutral.sightings_of_contracts(batch), neutral.contracts(batch)

    def work() -> Outcome:
        taken, facts = identity.take_in(people, source=source, now=now)
        written, more = commerce.take_in_contracts(contracts, profiles=taken.profiles, source=source, now=now)
        return _outcome(written, facts + more)

    return work


def _customers(batch: pa.RecordBatch, now: datetime) -> Work:
    source, people = _source(batch), neutral.sightings_of_customers(batch, now)

    def work() -> Outcome:
        taken, facts = identity.take_in(people, source=source, now=now)
        written = taken.added + taken.changed
        return Outcome(written, len(people) - written, facts)

    return work


def _products(batch: pa.RecordBatch, now: datetime) -> Work:
    products = neutral.products(batch)

    def work() -> Outcome:
        written, facts = commerce.take_in_products(products, now=now)
        return _outcome(written, facts)

    return work


def _source(batch: pa.RecordBatch) -> str:
    """A file belongs to one source."""
    return batch.column("source")[0].as_py()


def _outcome(written: Written, facts: list[NewFact]) -> Outcome:
    return Outcome(written.added + written.changed, written.unchanged, facts)
