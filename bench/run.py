"""Measure everything and write docs/benchmarks.md. Run by `make bench`, on a machine that does nothing else.

make bench                                   # 0.1, 1, 2.5 and 5 million orders
make bench ARGS="--sizes 50000 --report 50000 --import 20000 --customers 500 --out /dev/stdout"
make bench ARGS=--huge                       # and 49 million, without pandas
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench import MEASURES, ORDERS_PER_CUSTOMER, SEED, WARM_UP, WAYS, whole  # noqa: E402 - after the path is set

SIZES = (100_000, 1_000_000, 2_500_000, 5_000_000)
HUGE = 49_000_000
PANDAS_MAX = 10_000_000  # beyond it pandas needs more memory than the machines this is meant for have
ROUNDS = 3
PAGES = ("/", "/ladder", "/retention", "/customers", "/imports")
EXPLAINED = f"""\
`base` is stock and flow per month; `ladder` reached, converted, median days and revenue per F; `cohorts` who ordered,
and for how much, per cohort and month; `together` all three, where each way may share what it can. pandas and window
SQL read the raw log (one row per order, Parquet), Enishi its sealed lake. Times are medians of {ROUNDS} processes of
its own, reading included, start-up not; memory is the largest peak. All ways gave the same figures, to the customer.
Enishi's `together` is the whole overview: also intervals, Kaplan–Meier at five horizons, what remains, and suggested
windows, which the others leave out.
"""


@dataclass(frozen=True)
class Cell:
    seconds: float
    rss_mb: float
    digest: str


Measured = dict[tuple[int, str, str], Cell]


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def child(*command: str) -> str:
    """Run a module of this folder in a process of its own; what it printed."""
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout


def measure(folder: Path, size: int, way: str, what: str) -> Cell:
    """The median of some rounds, each in a process of its own; memory is the largest."""
    rounds = [json.loads(child("bench.measure", way, what, str(folder), str(size))) for _ in range(ROUNDS)]
    digests = {one["digest"] for one in rounds}
    assert len(digests) == 1, f"{way} answers {what} differently each time"
    seconds, rss_mb = statistics.median(one["seconds"] for one in rounds), max(one["rss_mb"] for one in rounds)
    return Cell(seconds, rss_mb, digests.pop())


def compare(folder: Path, sizes: tuple[int, ...]) -> tuple[Measured, dict[int, float]]:
    """Every way, measure and size; and what sealing took. Stops where two ways give different figures."""
    told: Measured = {}
    sealing: dict[int, float] = {}
    child("bench.orders", str(folder), str(WARM_UP), "lake")
    for size in sizes:
        seconds = json.loads(child("bench.orders", str(folder), str(size), "lake"))
        if seconds is not None:
            sealing[size] = seconds
        for what in MEASURES:
            for way in WAYS:
                if way == "pandas" and size > PANDAS_MAX:
                    continue
                told[size, way, what] = measure(folder, size, way, what)
                say(f"{size:>12,} {what:10} {way:12} {told[size, way, what].seconds:8.3f} s")
            digests = {told[size, way, what].digest for way in WAYS if (size, way, what) in told}
            assert len(digests) == 1, f"the ways disagree about {what} of {size:,} orders"
    return told, sealing


def table(header: list[str], rows: list[list[str]]) -> Iterator[str]:
    yield "| " + " | ".join(header) + " |"
    yield "|" + "|".join("---" if n == 0 else "---:" for n in range(len(header))) + "|"
    yield from ("| " + " | ".join(row) + " |" for row in rows)
    yield ""


def figures(told: Measured, sealing: dict[int, float], sizes: tuple[int, ...]) -> Iterator[str]:
    yield "## Figures, beside pandas and window SQL\n"
    yield EXPLAINED
    for size in sizes:
        there = {(way, what): told[size, way, what] for way in WAYS for what in MEASURES if (size, way, what) in told}
        rows = []
        for what in MEASURES:
            ours = there["Enishi", what].seconds
            times = [there[way, what].seconds if (way, what) in there else None for way in WAYS]
            cells = ["–" if seconds is None else f"{seconds:.2f} s" for seconds in times]
            against = ["–" if seconds is None else f"{seconds / ours:.1f} ×" for seconds in times[:-1]]
            rows.append([what, *cells, *against])
        peaks = [there.get((way, "together")) for way in WAYS]
        memory = ["–" if peak is None else f"{peak.rss_mb:,.0f} MB" for peak in peaks]
        rows.append(["peak memory, together", *memory, "", ""])
        yield f"### {size:,} orders\n"
        yield from table(["", *WAYS, "pandas ÷ Enishi", "window SQL ÷ Enishi"], rows)
    for small, large in ((small, large) for small in sizes for large in sizes if large == 2 * small):
        cost = told[large, "Enishi", "together"].seconds / told[small, "Enishi", "together"].seconds
        yield f"From {small:,} to {large:,} orders Enishi's `together` takes {cost:.2f} × as long.\n"
    if sealing:
        yield "Sealing, once, from the raw log:\n"
        yield from table(["orders", "seconds"], [[f"{size:,}", f"{seconds:.1f}"] for size, seconds in sealing.items()])


def csv(folder: Path, count: int) -> Path:
    child("bench.orders", str(folder), str(count), "csv")
    return folder / f"orders-{count}.csv"


def row(what: str, ran: whole.Ran, more: str = "") -> list[str]:
    say(f"{what}: {ran.seconds:.1f} s, {ran.rss_mb:,.0f} MB {more}")
    return [what, f"{ran.seconds:.1f} s", f"{ran.rss_mb:,.0f} MB", more]


def commands(folder: Path, asked: argparse.Namespace) -> Iterator[str]:
    ran, counted = whole.report(csv(folder, asked.report), folder)
    rows = [row(f"`enishi report` of {counted:,} orders, CSV to HTML and JSON", ran)]
    ran = whole.imported(csv(folder, asked.imported), folder)
    rate = f"{asked.imported / ran.seconds:,.0f} orders/s"
    rows.append(
        row(f"`enishi import` of {asked.imported:,} orders into SQLite: people, orders, facts, lake", ran, rate)
    )
    loaded, told = whole.pages(folder, asked.customers, PAGES)
    rows.append(row("`enishi demo`: the demo brand made and loaded", loaded))
    yield "## Commands, whole\n"
    yield from table(["", "time", "memory", ""], rows)
    yield "## Pages of the demo brand\n"
    yield f"Milliseconds, without the network: the median of {whole.ROUNDS}, the first, the slowest after it.\n"
    milliseconds = [[page, *(f"{seconds * 1000:.0f}" for seconds in told[page])] for page in PAGES]
    yield from table(["page", "median", "first", "slowest"], milliseconds)


def machine() -> Iterator[str]:
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    names = ("duckdb", "ibis-framework", "numpy", "pandas", "pyarrow", "django")
    yield "# Benchmarks\n"
    yield (
        f"Made by `make bench` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, {memory_gb:.0f} GB of memory, "
        f"{platform.system()}, Python {platform.python_version()};\n"
        f"{', '.join(f'{name} {version(name)}' for name in names)}.\n"
        f"Orders come from a fixed seed ({SEED}): {ORDERS_PER_CUSTOMER} orders a customer, five years.\n"
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure everything and write docs/benchmarks.md.")
    parser.add_argument("--sizes", type=lambda text: tuple(int(part) for part in text.split(",")), default=SIZES)
    parser.add_argument("--report", type=int, default=5_000_000, metavar="ORDERS")
    parser.add_argument("--import", type=int, default=500_000, metavar="ORDERS", dest="imported")
    parser.add_argument("--customers", type=int, default=None, help="size of the demo brand; default: its own")
    parser.add_argument("--huge", action="store_true", help=f"also {HUGE:,} orders, without pandas")
    parser.add_argument("--only", choices=["figures", "commands"])
    parser.add_argument("--data", type=Path, default=ROOT / ".bench")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks.md")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    asked.data.mkdir(parents=True, exist_ok=True)
    sizes = (*asked.sizes, HUGE) if asked.huge else asked.sizes
    lines = list(machine())
    if asked.only != "commands":
        lines += figures(*compare(asked.data, sizes), sizes)
    if asked.only != "figures":
        lines += commands(asked.data, asked)
    asked.out.write_text("\n".join(lines).rstrip("\n") + "\n")


if __name__ == "__main__":
    main()
