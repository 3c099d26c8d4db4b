"""The purchases of a block of customers: chains of chosen purchases, regular deliveries, and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from enishi.demo import behaviour
from enishi.demo.calendar import Days, Window, later_by_months

Flags = NDArray[np.bool_]
NEVER = -1


@dataclass(frozen=True)
class Chains:
    """Chosen purchases, one row each (`customer`, `day`, `f`), and how the chains stand at the end of the window.

    `last_day` by chain: the day of the last purchase ever, NEVER where the next one is still to come. `crosses`: the
    chains that end in a regular delivery, and `cross_after` their f.
    """

    customer: Days
    day: Days
    f: Days
    last_day: Days
    crosses: Days


@dataclass(frozen=True)
class Contracts:
    """Contracts by row, and their deliveries (`of` is the contract's row). Days of the window; NEVER: not (yet)."""

    customer: Days
    started: Days
    cadence: Days  # index into behaviour.CADENCES
    next_day: Days  # the coming delivery of one that runs
    paused: Days
    cancelled: Days
    of: Days
    day: Days
    delivery: Days


def walk_chains(rng: np.random.Generator, window: Window, customer: Days, start: Days, may_cross: Flags) -> Chains:
    """Let chains of chosen purchases run from their `start` (within the window) until they end or meet the present."""
    alive = np.arange(len(start))
    day = start.copy()
    last_day = np.full(len(start), NEVER, dtype=np.int64)
    crossing: list[Days] = []
    customers, days, steps = [customer], [start], [np.ones(len(start), dtype=np.int64)]
    f = 1
    while len(alive):
        goes_on = rng.random(len(alive)) < behaviour.at_step(behaviour.CONVERSION, f)
        ended = alive[~goes_on]
        last_day[ended] = day[ended]
        crosses = rng.random(len(ended)) < behaviour.CROSSES_OVER.get(f, 0.0)
        crossing.append(ended[crosses & may_cross[ended]])
        alive = alive[goes_on]
        day[alive] += behaviour.purchase_gap_days(rng, f, len(alive))
        alive = alive[day[alive] < window.days]
        f += 1
        customers.append(customer[alive])
        days.append(day[alive])
        steps.append(np.full(len(alive), f, dtype=np.int64))
    crosses_all = np.sort(np.concatenate(crossing)) if crossing else np.empty(0, dtype=np.int64)
    return Chains(np.concatenate(customers), np.concatenate(days), np.concatenate(steps), last_day, crosses_all)


def run_contracts(rng: np.random.Generator, window: Window, customer: Days, start: Days) -> Contracts:
    """Let contracts run from their first delivery on `start`.

    Who ends a contract does so within days of the delivery that is to be the last, and always before the present: a
    contract that runs after its n-th delivery has decided to go on, so the continuation shares stay exact.
    """
    count = len(start)
    shares = np.cumsum([cadence.share for cadence in behaviour.CADENCES])
    cadence = np.searchsorted(shares / shares[-1], rng.random(count), side="left").astype(np.int64)
    by_month = np.array([cadence.unit == "month" for cadence in behaviour.CADENCES])[cadence]
    every = np.array([cadence.every for cadence in behaviour.CADENCES])[cadence]
    next_day, paused, cancelled = (np.full(count, NEVER, dtype=np.int64) for _ in range(3))
    pause_months = np.zeros(count, dtype=np.int64)
    latest = start.copy()
    alive = np.arange(count)
    rows, days, numbers = [alive], [start], [np.ones(count, dtype=np.int64)]
    delivery = 1
    while len(alive):
        goes_on = rng.random(len(alive)) < behaviour.at_step(behaviour.CONTINUATION, delivery)
        ends = alive[~goes_on]
        hesitation = np.minimum(behaviour.CANCELS_WITHIN_DAYS, window.days - 1 - latest[ends])
        cancelled[ends] = latest[ends] + rng.integers(0, hesitation + 1)
        alive = alive[goes_on]

        pauses = rng.random(len(alive)) < behaviour.PAUSES
        pause_months[alive] += np.where(pauses, rng.choice(behaviour.PAUSE_MONTHS, len(alive)), 0)
        pause_day = np.where(pauses, latest[alive] + rng.integers(3, 21, len(alive)), NEVER)
        months = np.where(by_month[alive], every[alive] * delivery, 0) + pause_months[alive]
        due = window.day_numbers(later_by_months(window.dates(start[alive]), months))
        due += np.where(by_month[alive], 0, every[alive] * delivery)

        to_come = due >= window.days
        next_day[alive[to_come]] = due[to_come]
        in_pause = to_come & (pause_day < window.days)
        paused[alive[in_pause]] = pause_day[in_pause]

        alive = alive[~to_come]
        latest[alive] = due[~to_come]
        delivery += 1
        rows.append(alive)
        days.append(latest[alive])
        numbers.append(np.full(len(alive), delivery, dtype=np.int64))
    return Contracts(
        customer, start, cadence, next_day, paused, cancelled,
        np.concatenate(rows), np.concatenate(days), np.concatenate(numbers),
    )  # fmt: skip


@dataclass(frozen=True)
class Block:
    """All purchases of a block of customers (numbered within it), its contracts, and the day of each last purchase."""

    customer: Days
    day: Days
    f: Days  # of chosen purchases; 0 for deliveries
    contract: Days  # row of the contract; NEVER for chosen purchases
    delivery: Days
    contracts: Contracts
    over_since: Days  # by customer: when the last purchase or contract lies behind; NEVER: more to come


def _concatenate(first: Contracts, second: Contracts) -> Contracts:
    shift = len(first.customer)

    def both(one: Days, other: Days) -> Days:
        return np.concatenate([one, other])

    return Contracts(
        both(first.customer, second.customer),
        both(first.started, second.started),
        both(first.cadence, second.cadence),
        both(first.next_day, second.next_day),
        both(first.paused, second.paused),
        both(first.cancelled, second.cancelled),
        both(first.of, second.of + shift),
        both(first.day, second.day),
        both(first.delivery, second.delivery),
    )


def live(rng: np.random.Generator, window: Window, first_day: Days, starts_regular: Flags, in_mall: Flags) -> Block:
    """Let a block of customers live from their first day until the present. The mall has no regular deliveries."""
    count = len(first_day)
    over_since = np.full(count, NEVER, dtype=np.int64)

    regular = np.flatnonzero(starts_regular)
    begun = run_contracts(rng, window, regular, first_day[regular])
    ended = np.flatnonzero(begun.cancelled != NEVER)
    comes_back = rng.random(len(ended)) < behaviour.COMES_BACK
    over_since[begun.customer[ended[~comes_back]]] = begun.cancelled[ended[~comes_back]]
    back = ended[comes_back]
    away = behaviour.gap_days(rng, behaviour.COMES_BACK_MEDIAN_DAYS, behaviour.COMES_BACK_SIGMA, len(back))
    back_day = begun.cancelled[back] + away
    seen = back_day < window.days

    one_off = np.flatnonzero(~starts_regular)
    walkers = np.concatenate([one_off, begun.customer[back[seen]]])
    chains = walk_chains(
        rng,
        window,
        walkers,
        np.concatenate([first_day[one_off], back_day[seen]]),
        ~starts_regular[walkers] & ~in_mall[walkers],
    )
    over_since[walkers] = chains.last_day

    crossing = walkers[chains.crosses]
    wait = behaviour.gap_days(rng, behaviour.CROSSOVER_MEDIAN_DAYS, behaviour.CROSSOVER_SIGMA, len(crossing))
    cross_day = chains.last_day[chains.crosses] + wait
    over_since[crossing] = NEVER
    started = cross_day < window.days
    crossed = run_contracts(rng, window, crossing[started], cross_day[started])
    over_since[crossed.customer] = crossed.cancelled

    contracts = _concatenate(begun, crossed)
    none = np.full(len(chains.day), NEVER, dtype=np.int64)
    return Block(
        customer=np.concatenate([chains.customer, contracts.customer[contracts.of]]),
        day=np.concatenate([chains.day, contracts.day]),
        f=np.concatenate([chains.f, np.zeros(len(contracts.of), dtype=np.int64)]),
        contract=np.concatenate([none, contracts.of]),
        delivery=np.concatenate([none, contracts.delivery]),
        contracts=contracts,
        over_since=over_since,
    )
