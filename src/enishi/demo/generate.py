"""The demo brand, generated: the same seed, size and day give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import IntEnum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from enishi.demo import behaviour
from enishi.demo.acquisition import CHANNELS, MALL, AcquisitionRow, Arrivals, acquisition_rows, draw_arrivals
from enishi.demo.baskets import CHANNEL_CODES, DAY_S, Baskets, draw_seconds, fill_baskets
from enishi.demo.calendar import Days, Window, window_before
from enishi.demo.contracts import ChannelTruth, DemoFiles, FileTruth, Truths
from enishi.demo.documents import Documents, draw_documents
from enishi.demo.journey import NEVER, Block, live
from enishi.demo.people import People, draw_people
from enishi.demo.products import PRODUCTS
from enishi.demo.writing import (
    ACQUISITION_COLUMNS,
    CONTRACT_COLUMNS,
    CUSTOMER_COLUMNS,
    PRODUCT_COLUMNS,
    CsvFile,
    OrderFile,
    contract_ids,
    days,
    instant_of_day,
    instants,
)
from enishi.kernel.errors import EnishiError

DEFAULT_CUSTOMERS = 20_000
MOST_CUSTOMERS = 10_000_000
BLOCK_CUSTOMERS = 5_000
ONLY_REGISTERED_SHARE = 0.04  # of members: registered, but never bought

_HOME = np.array([CHANNEL_CODES.index(channel.home) for channel in CHANNELS])
_STARTS_REGULAR = np.array([channel.starts_regular for channel in CHANNELS])


class _Subject(IntEnum):
    """What is drawn from a stream of random numbers of its own, so that a new subject leaves the others as they are."""

    ARRIVALS = 0
    PEOPLE = 1
    LIVES = 2
    BASKETS = 3
    DOCUMENTS = 4
    CUSTOMERS = 5
    CONTRACTS = 6


@dataclass(frozen=True)
class _Draws:
    """The random numbers of the customers numbered `first` to `last` - 1."""

    seed: int
    first: int
    last: int

    def of(self, subject: _Subject) -> np.random.Generator:
        return np.random.default_rng([self.seed, subject, self.first])


@dataclass
class _Tally:
    """What has been written so far, over all blocks."""

    serials: int = 0
    members: int = 0
    withdrawn: int = 0
    contracts: int = 0
    running: int = 0
    paused: int = 0
    cancelled: int = 0


@dataclass(frozen=True)
class _Files:
    customers: CsvFile
    contracts: CsvFile
    shop: OrderFile
    mall: OrderFile


@dataclass(frozen=True)
class _Crowd:
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


def _gather(rng: np.random.Generator, day: Days, channel: Days, first_serial: int) -> _Crowd:
    """Join to a block's customers those who registered in the same days and never bought."""
    members = np.flatnonzero(channel != MALL)
    lookers = np.sort(members[rng.random(len(members)) < ONLY_REGISTERED_SHARE])
    days_all, channels = np.concatenate([day, day[lookers]]), np.concatenate([channel, channel[lookers]])
    serials = first_serial + np.arange(len(days_all))
    homes = np.array(CHANNEL_CODES)[_HOME[channels]]
    return _Crowd(len(day), channels, days_all, draw_people(rng, serials, homes), channels == MALL)


def _withdrawals(rng: np.random.Generator, window: Window, over_since: Days) -> Days:
    """Days on which members leave for good, well after their last purchase; NEVER for those who do not."""
    wait = behaviour.WITHDRAWAL_AFTER_DAYS + behaviour.gap_days(
        rng, behaviour.WITHDRAWAL_MEDIAN_DAYS, behaviour.WITHDRAWAL_SIGMA, len(over_since)
    )
    leaves = (over_since != NEVER) & (rng.random(len(over_since)) < behaviour.WITHDRAWS)
    day = over_since + wait
    return np.where(leaves & (day < window.days), day, NEVER)


def _write_customers(
    rng: np.random.Generator,
    window: Window,
    file: CsvFile,
    crowd: _Crowd,
    block: Block,
    documents: Documents,
    tally: _Tally,
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


def _write_contracts(
    rng: np.random.Generator,
    window: Window,
    file: CsvFile,
    crowd: _Crowd,
    block: Block,
    baskets: Baskets,
    tally: _Tally,
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


def _write_block(window: Window, files: _Files, arrivals: Arrivals, draws: _Draws, tally: _Tally) -> None:
    day, channel = arrivals.of(draws.first, draws.last)
    crowd = _gather(draws.of(_Subject.PEOPLE), day, channel, tally.serials + 1)
    lives = draws.of(_Subject.LIVES)
    block = live(lives, window, day, lives.random(len(day)) < _STARTS_REGULAR[channel])
    baskets = fill_baskets(draws.of(_Subject.BASKETS), window, block, day, _HOME[channel])
    documents = draw_documents(draws.of(_Subject.DOCUMENTS), window, block, baskets)
    in_mall = crowd.is_mall[block.customer[documents.of]]
    people = crowd.people.cells[: crowd.count]
    files.shop.write_block(window, block, baskets, documents, ~in_mall, people, tally.contracts)
    files.mall.write_block(window, block, baskets, documents, in_mall, people, tally.contracts)
    _write_customers(draws.of(_Subject.CUSTOMERS), window, files.customers, crowd, block, documents, tally)
    _write_contracts(draws.of(_Subject.CONTRACTS), window, files.contracts, crowd, block, baskets, tally)
    tally.serials += len(crowd.day)


def _write_small_files(products: Path, acquisition: Path, rows: list[AcquisitionRow]) -> None:
    with CsvFile(products, PRODUCT_COLUMNS) as file:
        file.write([f"{p.code},{p.name},{p.category},{p.price},{p.cost},{p.supply_days}" for p in PRODUCTS])
    with CsvFile(acquisition, ACQUISITION_COLUMNS) as file:
        file.write([f"{row.month:%Y-%m},{row.channel},{row.cost},{row.new_customers}" for row in rows])


def _truths(seed: int, window: Window, arrivals: Arrivals, tally: _Tally, files: dict[str, FileTruth]) -> Truths:
    by_channel = arrivals.counts.sum(axis=0).tolist()
    return Truths(
        seed=seed,
        customers=sum(by_channel),
        first_day=window.first_day,
        as_of=window.as_of,
        settles_at_f=behaviour.SETTLES_AT_F,
        one_off=behaviour.one_off_truths(),
        deliveries=behaviour.delivery_truths(),
        cadences=behaviour.cadence_truths(),
        crossover=behaviour.crossover_truths(),
        comes_back=behaviour.COMES_BACK,
        channels=tuple(
            ChannelTruth(channel.code, count, channel.starts_regular)
            for channel, count in zip(CHANNELS, by_channel, strict=True)
        ),
        files=files,
        members=tally.members,
        withdrawn=tally.withdrawn,
        contracts=tally.contracts,
        contracts_running=tally.running,
        contracts_paused=tally.paused,
        contracts_cancelled=tally.cancelled,
    )


def generate(
    out_dir: Path,
    *,
    customers: int = DEFAULT_CUSTOMERS,
    seed: int = 1,
    today: date,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> DemoFiles:
    """Write the demo brand's files into `out_dir` (made if missing; files of the same names are replaced).

    `customers` people buy at least once in the sixty months that end the day before `today`. Memory does not grow with
    their number; `progress(done, customers)` is called after each block of BLOCK_CUSTOMERS. Raises EnishiError for a
    number below 1 or above MOST_CUSTOMERS.
    """
    if not 1 <= customers <= MOST_CUSTOMERS:
        raise EnishiError(
            f"The demo brand cannot have {customers:,} customers.",
            hint=f"Choose a number from 1 to {MOST_CUSTOMERS:,}.",
            code="demo_size",
        )
    out_dir.mkdir(parents=True, exist_ok=True)
    window = window_before(today)
    beginning = _Draws(seed, 0, customers).of(_Subject.ARRIVALS)
    arrivals = draw_arrivals(beginning, window, customers)
    products, acquisition = out_dir / "products.csv", out_dir / "acquisition.csv"
    _write_small_files(products, acquisition, acquisition_rows(beginning, window, arrivals))

    people, contracts = out_dir / "customers.csv", out_dir / "contracts.csv"
    shop, mall = out_dir / "orders-shop.csv", out_dir / "orders-mall.csv"
    tally = _Tally()
    with ExitStack() as stack:
        files = _Files(
            stack.enter_context(CsvFile(people, CUSTOMER_COLUMNS)),
            stack.enter_context(CsvFile(contracts, CONTRACT_COLUMNS)),
            stack.enter_context(OrderFile(shop, "S")),
            stack.enter_context(OrderFile(mall, "R")),
        )
        for first in range(0, customers, BLOCK_CUSTOMERS):
            last = min(first + BLOCK_CUSTOMERS, customers)
            _write_block(window, files, arrivals, _Draws(seed, first, last), tally)
            progress(last, customers)
        in_mall = int(arrivals.counts[:, MALL].sum())
        counts = {shop.name: files.shop.truth(customers - in_mall), mall.name: files.mall.truth(in_mall)}

    truths = _truths(seed, window, arrivals, tally, counts)
    truths_json = out_dir / "truths.json"
    truths_json.write_text(
        json.dumps(asdict(truths), ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8"
    )
    return DemoFiles(products, people, contracts, shop, mall, acquisition, truths_json, truths)
