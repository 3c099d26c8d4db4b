"""The registers of the shop: its members (customers.csv) and its regular-delivery contracts (contracts.csv)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from enishi.demo import behaviour
from enishi.demo.acquisition import CHANNELS, MALL
from enishi.demo.baskets import CHANNEL_CODES, DAY_S, Baskets, draw_seconds
from enishi.demo.calendar import Days, Window
from enishi.demo.documents import Documents
from enishi.demo.journey import NEVER, Block
from enishi.demo.people import People, draw_people
from enishi.demo.products import PRODUCTS
from enishi.demo.writing import CsvFile, contract_ids, days, instant_of_day, instants

ONLY_REGISTERED_SHARE = 0.04  # of members: registered, but never bought

HOME = np.array([CHANNEL_CODES.index(channel.home) for channel in CHANNELS])


@dataclass
class Tally:
    """What has been written so far, over all blocks."""

    serials: int = 0
    members: int = 0
    withdrawn: int = 0
    contracts: int = 0
    running: int = 0
    paused: int = 0
    cancelled: int = 0


@dataclass(frozen=True)
class Crowd:
    """The people of a block: its customers first, then those who only registered."""

    count: int  # customers
    channel: Days
    day: Days  # first order or registration
    people: People
    is_mall: NDArray[np.bool_] = field(repr=False)

    @property
    def ids(self) -> list[str]:
        """`customer_id,email,phone` of everyone."""
        return [",".join(cells.split(",", 3)[:3]) for cells in self.people.cells.tolist()]


def gather(rng: np.random.Generator, day: Days, channel: Days, first_serial: int) -> Crowd:
    """Join to a block's customers those who registered in the same days and never bought."""
    members = np.flatnonzero(channel != MALL)
    lookers = np.sort(members[rng.random(len(members)) < ONLY_REGISTERED_SHARE])
    days_all, channels = np.concatenate([day, day[lookers]]), np.concatenate([channel, channel[lookers]])
    serials = first_serial + np.arange(len(days_all))
    homes = np.array(CHANNEL_CODES)[HOME[channels]]
    return Crowd(len(day), channels, days_all, draw_people(rng, serials, homes), channels == MALL)


def _withdrawals(rng: np.random.Generator, window: Window, over_since: Days) -> Days:
    """Days on which members leave for good, well after their last purchase; NEVER for those who do not."""
    wait = behaviour.WITHDRAWAL_AFTER_DAYS + behaviour.gap_days(
        rng, behaviour.WITHDRAWAL_MEDIAN_DAYS, behaviour.WITHDRAWAL_SIGMA, len(over_since)
    )
    leaves = (over_since != NEVER) & (rng.random(len(over_since)) < behaviour.WITHDRAWS)
    day = over_since + wait
    return np.where(leaves & (day < window.days), day, NEVER)


def write_customers(
    rng: np.random.Generator,
    window: Window,
    file: CsvFile,
    crowd: Crowd,
    block: Block,
    documents: Documents,
    tally: Tally,
) -> None:
    everyone = len(crowd.day)
    known = documents.customer != NEVER
    begins = crowd.day * DAY_S + draw_seconds(rng, np.zeros(everyone, dtype=np.int64))
    begins[: crowd.count] = np.iinfo(np.int64).max
    np.minimum.at(begins, documents.customer[known], documents.at[known])
    registered = np.maximum(begins - rng.integers(40, 1500, everyone), crowd.day * DAY_S)
    withdrawal = np.full(everyone, NEVER, dtype=np.int64)
    withdrawal[: crowd.count] = _withdrawals(rng, window, block.over_since)
    withdrawal[crowd.is_mall] = NEVER
    withdrawn = instant_of_day(withdrawal, draw_seconds(rng, np.zeros(everyone, dtype=np.int64)))
    members = np.flatnonzero(~crowd.is_mall).tolist()
    cells, birthday = crowd.people.cells.tolist(), crowd.people.birthday
    begun, gone = instants(window, registered), instants(window, withdrawn)
    file.write([f"{cells[row]},{birthday[row]},{begun[row]},{gone[row]}" for row in members])
    tally.members += len(members)
    tally.withdrawn += int((withdrawal != NEVER).sum())


def write_contracts(
    rng: np.random.Generator,
    window: Window,
    file: CsvFile,
    crowd: Crowd,
    block: Block,
    baskets: Baskets,
    tally: Tally,
) -> None:
    contracts = block.contracts
    count = len(contracts.customer)
    first = (block.contract != NEVER) & (block.delivery == 1)
    started = np.zeros(count, dtype=np.int64)
    started[block.contract[first]] = baskets.at[first]
    is_cancelled, is_paused = contracts.cancelled != NEVER, contracts.paused != NEVER
    status = np.where(is_cancelled, "cancelled", np.where(is_paused, "paused", "running")).tolist()
    hour = draw_seconds(rng, np.zeros(count, dtype=np.int64))
    shares = np.cumsum(list(behaviour.CANCEL_REASONS.values()))
    drawn = np.searchsorted(shares / shares[-1], rng.random(count))
    reasons = np.where(is_cancelled, np.array(list(behaviour.CANCEL_REASONS))[drawn], "").tolist()
    people = crowd.ids
    columns = (
        contract_ids(np.arange(count), tally.contracts),
        [people[row] for row in contracts.customer.tolist()],
        instants(window, started),
        status,
        [behaviour.CADENCES[row].unit for row in contracts.cadence.tolist()],
        [str(behaviour.CADENCES[row].every) for row in contracts.cadence.tolist()],
        days(window, np.where(is_paused, NEVER, contracts.next_day)),
        [PRODUCTS[row].code for row in baskets.contract_product.tolist()],
        map(str, baskets.contract_quantity.tolist()),
        instants(window, instant_of_day(contracts.paused, hour)),
        instants(window, instant_of_day(contracts.cancelled, hour)),
        reasons,
    )
    file.write(list(map(",".join, zip(*columns, strict=True))))
    tally.contracts += count
    tally.cancelled += int(is_cancelled.sum())
    tally.paused += int(is_paused.sum())
    tally.running += count - int(is_cancelled.sum()) - int(is_paused.sum())
