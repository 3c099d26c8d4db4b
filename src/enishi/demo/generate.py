"""The demo brand, generated: the same seed, size and day give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from enum import IntEnum
from pathlib import Path

import numpy as np

from enishi.demo import behaviour
from enishi.demo.acquisition import CHANNELS, MALL, AcquisitionRow, Arrivals, acquisition_rows, draw_arrivals
from enishi.demo.baskets import fill_baskets
from enishi.demo.calendar import Window, window_before
from enishi.demo.contracts import ChannelTruth, DemoFiles, FileTruth, Truths
from enishi.demo.documents import draw_documents
from enishi.demo.journey import live
from enishi.demo.products import PRODUCTS
from enishi.demo.registers import HOME, Tally, gather, write_contracts, write_customers
from enishi.demo.writing import (
    ACQUISITION_COLUMNS,
    CONTRACT_COLUMNS,
    CUSTOMER_COLUMNS,
    PRODUCT_COLUMNS,
    CsvFile,
    OrderFile,
)
from enishi.kernel.errors import EnishiError

DEFAULT_CUSTOMERS = 20_000
MOST_CUSTOMERS = 10_000_000
BLOCK_CUSTOMERS = 5_000

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


@dataclass(frozen=True)
class _Files:
    customers: CsvFile
    contracts: CsvFile
    shop: OrderFile
    mall: OrderFile


def _write_block(window: Window, files: _Files, arrivals: Arrivals, draws: _Draws, tally: Tally) -> None:
    day, channel = arrivals.of(draws.first, draws.last)
    crowd = gather(draws.of(_Subject.PEOPLE), day, channel, tally.serials + 1)
    lives = draws.of(_Subject.LIVES)
    block = live(lives, window, day, lives.random(len(day)) < _STARTS_REGULAR[channel], channel == MALL)
    baskets = fill_baskets(draws.of(_Subject.BASKETS), window, block, day, HOME[channel])
    documents = draw_documents(draws.of(_Subject.DOCUMENTS), window, block, baskets)
    in_mall = crowd.is_mall[block.customer[documents.of]]
    people = crowd.people.cells[: crowd.count]
    files.shop.write_block(window, block, baskets, documents, ~in_mall, people, tally.contracts)
    files.mall.write_block(window, block, baskets, documents, in_mall, people, tally.contracts)
    write_customers(draws.of(_Subject.CUSTOMERS), window, files.customers, crowd, block, documents, tally)
    write_contracts(draws.of(_Subject.CONTRACTS), window, files.contracts, crowd, block, baskets, tally)
    tally.serials += len(crowd.day)


def _write_small_files(products: Path, acquisition: Path, rows: list[AcquisitionRow]) -> None:
    with CsvFile(products, PRODUCT_COLUMNS) as file:
        file.write([f"{p.code},{p.name},{p.category},{p.price},{p.cost},{p.supply_days}" for p in PRODUCTS])
    with CsvFile(acquisition, ACQUISITION_COLUMNS) as file:
        file.write([f"{row.month:%Y-%m},{row.channel},{row.cost},{row.new_customers}" for row in rows])


def _truths(seed: int, window: Window, arrivals: Arrivals, tally: Tally, files: dict[str, FileTruth]) -> Truths:
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
    tally = Tally()
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
