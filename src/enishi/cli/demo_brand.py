"""The demo brand loaded into an installation once; a note in the data directory remembers which one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import Progress

from enishi import demo
from enishi.kernel.calendar import local_day
from enishi.kernel.clock import SystemClock
from enishi.kernel.errors import EnishiError

SEED = 1
NOTE_FILE = "demo.json"


@dataclass(frozen=True)
class Wish:
    """Which demo brand. `loaded`: all of it is in the database."""

    customers: int
    seed: int
    today: date
    loaded: bool = False

    @classmethod
    def of(cls, customers: int | None, seed: int | None, today: date) -> Wish:
        return cls(customers or demo.DEFAULT_CUSTOMERS, SEED if seed is None else seed, today)


def write_files(wish: Wish, folder: Path, console: Console) -> list[Path]:
    """Write the files of the brand into a folder."""
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Inventing the demo brand", total=wish.customers)
        files = demo.generate(
            folder, customers=wish.customers, seed=wish.seed, today=wish.today,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )  # fmt: skip
    written = [files.products, files.customers, files.contracts, files.orders_shop, files.orders_mall]
    return [path for path in written if _has_rows(path)]


def _has_rows(path: Path) -> bool:
    """A very small brand may have nobody in the mall, or no regular delivery: then there is only a header."""
    with path.open(encoding="utf-8-sig") as file:
        return len(list(islice(file, 2))) == 2


def load_brand(
    customers: int | None, seed: int | None, today: date | None, *, console: Console, mail: str, password: str
) -> None:
    """Bring the demo brand into this installation, or find that it is there. Django has been started."""
    from django.conf import settings  # noqa: PLC0415 - configured by now

    from enishi.accounts.actions import ensure_staff  # noqa: PLC0415

    clock = SystemClock()
    environment = settings.ENISHI
    note = environment.data_dir / NOTE_FILE
    noted = _noted(note)
    wish = Wish.of(customers, seed, today or local_day(clock.now(), environment.time_zone))
    if noted is not None:
        _refuse_another(noted, customers, seed, today)
        wish = noted
    else:
        _refuse_own_data()
    _note(note, wish)
    ensure_staff(email=mail, name="Demo", password=password, now=clock.now())
    if not wish.loaded:
        _load(wish, environment.data_dir / "demo", clock, console)
        _note(note, replace(wish, loaded=True))
    elif _sealed_behind():
        from enishi.config.sealing import seal  # noqa: PLC0415

        seal(now=clock.now())
    console.print(f"The demo brand of {wish.customers:,} customers is loaded.")


def _load(wish: Wish, folder: Path, clock: SystemClock, console: Console) -> None:
    from enishi.cli.loading import ToLoad, load, show  # noqa: PLC0415
    from enishi.sources.contracts import ImportState  # noqa: PLC0415

    files = write_files(wish, folder, console)
    wanted = [ToLoad(path, "mall" if path.stem.endswith("mall") else "shop", {}) for path in files]
    loaded = load(wanted, by="enishi demo", clock=clock, console=console)
    show(loaded, console)
    failed = [one.card for one in loaded if one.card.state is not ImportState.DONE]
    if failed:
        raise EnishiError(
            f"The demo brand could not be loaded: {failed[0].message}",
            hint="Run the command again.",
            code="demo_failed",
        )


def _sealed_behind() -> bool:
    from enishi.config.sealing import is_behind  # noqa: PLC0415

    return is_behind()


def _refuse_another(noted: Wish, customers: int | None, seed: int | None, today: date | None) -> None:
    asked = (customers or noted.customers, noted.seed if seed is None else seed, today or noted.today)
    if asked != (noted.customers, noted.seed, noted.today):
        raise EnishiError(
            f"A demo brand of {noted.customers:,} customers (seed {noted.seed}, {noted.today}) is loaded here already.",
            hint="Set ENISHI_DATA_DIR to another folder for another one, or leave the options out to use this one.",
            code="another_demo",
        )


def _refuse_own_data() -> None:
    from enishi.sources.queries import count_by_state  # noqa: PLC0415

    if sum(count_by_state().values()):
        raise EnishiError(
            "This installation holds imports of its own; the demo brand would be mixed into them.",
            hint="Set ENISHI_DATA_DIR (and ENISHI_DATABASE_URL, if you use it) to another place for the demo.",
            code="own_data",
        )


def _noted(note: Path) -> Wish | None:
    try:
        return msgspec.json.decode(note.read_bytes(), type=Wish)
    except FileNotFoundError:
        return None


def _note(note: Path, wish: Wish) -> None:
    draft = note.with_suffix(".draft")
    draft.write_bytes(msgspec.json.encode(wish))
    draft.replace(note)
