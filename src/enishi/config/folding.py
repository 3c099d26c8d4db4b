"""From facts to the raw tables of the lake: the last fact of an order, and of a contract, says how it stands. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import pyarrow as pa

from enishi.facts.contracts import CONTRACT_STATE, ORDER_STATE, ContractSnapshot, Fact, OrderSnapshot, ProfileWithdrawn
from enishi.kernel.calendar import DAYS_PER_MONTH
from enishi.lake import RAW_CONTRACTS, RAW_DEPARTURES, RAW_ORDERS

LATER_ORDER_STATES = ORDER_STATE[1:]
LAKE_KINDS = (*ORDER_STATE, *CONTRACT_STATE, ProfileWithdrawn.kind)
# What has to be known before the orders of a whole log can be gone through once.
SIDE_KINDS = (*LATER_ORDER_STATES, *CONTRACT_STATE, ProfileWithdrawn.kind)


class CustomerMap:
    """Profile → customer now. Profiles nobody owns, and no profile, map to null."""

    def __init__(self, profiles: np.ndarray, customers: np.ndarray) -> None:
        self._profiles = profiles
        self._customers = customers

    def of(self, profiles: Sequence[int | None]) -> pa.Array:
        if not len(self._profiles):
            return pa.nulls(len(profiles), pa.int64())
        wanted = np.array([profile or 0 for profile in profiles], dtype=np.int64)
        at = np.minimum(np.searchsorted(self._profiles, wanted), len(self._profiles) - 1)
        return pa.array(self._customers[at], pa.int64(), mask=self._profiles[at] != wanted)


class Sides:
    """Contracts, departures and the changes of orders, as facts come in the order of the log."""

    def __init__(self) -> None:
        self.last_states: dict[int, int] = {}  # order → position of the later fact that says how it stands
        self._contracts: dict[int, Fact] = {}
        self._departures: dict[tuple[int, int], Fact] = {}

    def add(self, facts: Iterable[Fact]) -> None:
        for fact in facts:
            match fact.body:
                case OrderSnapshot(kind=kind):
                    if kind in LATER_ORDER_STATES:
                        self.last_states[fact.subject] = fact.position
                case ContractSnapshot():
                    self._contracts[fact.subject] = fact
                case ProfileWithdrawn(at_us=at_us):
                    self._departures[fact.subject, at_us] = fact

    def contracts(self, customers: CustomerMap) -> pa.Table:
        """RAW_CONTRACTS, a row for each contract."""
        facts = list(self._contracts.values())
        told = [fact.body for fact in facts if isinstance(fact.body, ContractSnapshot)]
        return pa.table(
            {
                "contract": [fact.subject for fact in facts],
                "customer": customers.of([fact.profile for fact in facts]),
                "started_at": _instants([body.started_at_us for body in told]),
                "cancelled_at": _instants([body.cancelled_at_us for body in told]),
                "state_known": [body.state_known for body in told],
                "cadence_days": [_cadence_days(body) for body in told],
            },
            schema=RAW_CONTRACTS,
        )

    def departures(self, customers: CustomerMap) -> pa.Table:
        """RAW_DEPARTURES, a row for each withdrawal of a profile that belongs to somebody."""
        table = pa.table(
            {
                "customer": customers.of([profile for profile, _ in self._departures]),
                "gone_at": _instants([at_us for _, at_us in self._departures]),
            }
        )
        return table.filter(table["customer"].is_valid()).cast(RAW_DEPARTURES)

    def profiles(self) -> set[int]:
        return {fact.profile for fact in (*self._contracts.values(), *self._departures.values()) if fact.profile}


def order_rows(facts: Iterable[Fact], customers: CustomerMap, wanted: Callable[[Fact], bool]) -> pa.RecordBatch:
    """RAW_ORDERS of the order facts that are `wanted`, in their order."""
    kept = [fact for fact in facts if isinstance(fact.body, OrderSnapshot) and wanted(fact)]
    told = [fact.body for fact in kept if isinstance(fact.body, OrderSnapshot)]
    return pa.RecordBatch.from_pydict(
        {
            "order": [fact.subject for fact in kept],
            "customer": customers.of([fact.profile for fact in kept]),
            "ordered_at": _instants([body.at_us for body in told]),
            "order_no": [body.order_no for body in told],
            "position": [body.position for body in told],
            "amount": [body.amount or 0 for body in told],
            "refunded": [body.refunded for body in told],
            "status": [body.status for body in told],
            "channel": [body.channel for body in told],
            "product": [body.product for body in told],
            "contract": [body.contract for body in told],
            "delivery_no": [body.delivery_no for body in told],
        },
        schema=RAW_ORDERS,
    )


def _instants(microseconds: Sequence[int | None]) -> pa.Array:
    return pa.array(microseconds, pa.int64()).cast(pa.timestamp("us", "UTC"))


def _cadence_days(body: ContractSnapshot) -> int | None:
    if body.cadence_every is None:
        return None
    return body.cadence_every * (DAYS_PER_MONTH if body.cadence_unit == "month" else 1)
